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
  const known = new Set(groups.map((one) => one.id));
  const path = (one) => ({
    from: ["unchanged", "report"].includes(one.from) ? one.from : "unchanged",
    moves: (one.moves || [])
      .filter((move) => known.has(move.of) && Array.isArray(move.values) && move.values.length === spec.horizon
        && move.values.every(Number.isFinite))
      .map((move) => ({ of: move.of, relative: Boolean(move.relative), values: move.values })),
  });
  const given = found.paths, places = new Set(defaults.places);
  const shown = (found.shown || []).filter((place) => places.has(placeId(place)));
  return {
    ...defaults.settings,
    ...found,
    hash: defaults.settings.hash,
    editing: ["a", "b", "baseline"].includes(found.editing) ? found.editing : "a",
    group: known.has(found.group) ? found.group : "all",
    horizon: Math.min(Math.max(1, Math.round(found.horizon) || spec.horizon), spec.horizon),
    paths: { a: path(given.a || {}), b: given.b ? path(given.b) : null, baseline: path(given.baseline || {}) },
    shown: shown.length ? shown : defaults.settings.shown,
    welfare: Boolean(found.welfare),
    axes: (found.axes || []).length === 2 ? found.axes : defaults.settings.axes,
    weights: { ...defaults.settings.weights, ...found.weights },
  };
}

function placeId({ table, name, sector }) {
  return `${table}.${name}.${sector}`;
}
