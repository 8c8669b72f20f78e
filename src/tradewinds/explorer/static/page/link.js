// The link holds every setting and the result's hash.

function toLink(settings) {
  const text = JSON.stringify(settings, (_, value) => (typeof value === "number" ? Number(value.toPrecision(6)) : value));
  const bytes = new TextEncoder().encode(text);
  return `#${btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

// Null where there is nothing to be read.
function fromLink(hash) {
  if (hash.length < 2) return null;
  try {
    const binary = atob(hash.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
    const found = JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (one) => one.charCodeAt(0))));
    return found && typeof found === "object" && found.paths ? found : null;
  } catch {
    return null;
  }
}

// Settings with everything that is missing or does not fit this result taken from the defaults.
function fitting(found, defaults, spec, groups) {
  const known = new Set(groups.map((one) => one.id)), { settings: usual, places } = defaults;
  const outcomes = new Set(places.map((id) => id.split(".").slice(0, 2).join(".")));
  const list = (value) => (Array.isArray(value) ? value : []);
  const path = (one) => ({
    from: ["unchanged", "report"].includes(one.from) ? one.from : "unchanged",
    moves: list(one.moves)
      .filter((move) => known.has(move.of) && list(move.values).length === spec.horizon && move.values.every(Number.isFinite))
      .map((move) => ({ of: move.of, relative: Boolean(move.relative), values: move.values })),
  });
  const { a, b, baseline } = found.paths;
  const shown = list(found.shown).filter((place) => places.includes(placeId(place)));
  const axes = list(found.axes).filter((id) => outcomes.has(id));
  const weights = Object.entries(found.weights || {}).filter(([id, value]) => outcomes.has(id) && Number.isFinite(value));
  return {
    version: usual.version,
    hash: usual.hash,
    paths: { a: path(a || {}), b: b ? path(b) : null, baseline: path(baseline || {}) },
    editing: ["a", "baseline", ...(b ? ["b"] : [])].includes(found.editing) ? found.editing : "a",
    group: known.has(found.group) ? found.group : "all",
    horizon: Math.min(Math.max(1, Math.round(found.horizon) || spec.horizon), spec.horizon),
    shown: shown.length ? shown.map(({ table, name, sector }) => ({ table, name, sector })) : usual.shown,
    weights: { ...usual.weights, ...Object.fromEntries(weights) },
    welfare: Boolean(found.welfare),
    axes: axes.length === 2 ? axes : usual.axes,
  };
}

function placeId({ table, name, sector }) {
  return `${table}.${name}.${sector}`;
}
