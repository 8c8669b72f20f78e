// What the page opens with: the report's own scenario, what of it is shown, welfare as the experiment weighs it.

function outcomesOf(spec) {
  return Object.entries(spec.tables).flatMap(([table, part]) => part.shown.map((one) => ({ table, ...one })));
}

function everySector(spec) {
  return spec.tables.sectors.sectors.length > 1 ? EVERYONE : 0;
}

function defaultsOf(spec, about) {
  const outcomes = outcomesOf(spec), all = everySector(spec);
  const place = ({ table, name }) => ({ table, name, sector: table === "national" ? 0 : all });
  const own = outcomes.filter((one) => one.table === "sectors" && one.average !== TOTAL);
  const nation = outcomes.filter((one) => one.table === "national" && about.prosperity.includes(one.name));
  const shown = (nation.length ? [...nation.slice(0, 2), ...own.slice(0, 2)] : own.slice(0, 4)).map(place);
  const { headline } = about;
  const settings = {
    version: 1,
    hash: about.hash,
    paths: {
      a: headline.values
        ? { from: "unchanged", moves: [{ of: "all", relative: headline.relative, values: headline.values }] }
        : { from: "report", moves: [] },
      b: null,
      baseline: { from: about.baseline ? "report" : "unchanged", moves: [] },
    },
    editing: "a",
    group: "all",
    horizon: spec.horizon,
    shown,
    weights: { ...about.welfare.weights },
    welfare: false,
    axes: axesOf(about, outcomes),
  };
  const sectors = [all, ...spec.tables.sectors.sectors.keys()];
  const places = outcomes.flatMap(({ table, name }) => (table === "national" ? [{ table, name, sector: 0 }] : sectors.map((sector) => ({ table, name, sector }))));
  return { settings, places: places.map(placeId) };
}

// The frontier's two outcomes: the one that the welfare weighs most, and what adds up (revenue), else the next.
function axesOf(about, outcomes) {
  const ids = outcomes.map(({ table, name }) => `${table}.${name}`);
  const weighed = Object.entries(about.welfare.weights).filter(([id, weight]) => weight && ids.includes(id))
    .sort((one, other) => Math.abs(other[1]) - Math.abs(one[1])).map(([id]) => id);
  const sums = ids.filter((id) => outcomes.some((one) => `${one.table}.${one.name}` === id && one.average === TOTAL));
  const [first] = [...weighed, ...ids];
  const second = [...sums, ...weighed, ...ids].find((id) => id !== first) || first;
  return [first, second];
}
