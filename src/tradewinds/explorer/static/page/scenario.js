// Paths as they are drawn: moves of groups of sectors, from the rates known last, in periods to come.

// Every group that can be moved: all sectors, those with one value of a key, each on its own.
function groupsOf(spec) {
  const { sectors, labels, keys } = spec.tables.sectors;
  const found = [{ id: "all", label: "All sectors", kind: "", members: sectors.map((_, s) => s) }];
  if (sectors.length === 1) return found;
  for (const [key, values] of Object.entries(keys)) {
    const distinct = [...new Set(values)];
    if (distinct.length < 2 || distinct.length === sectors.length) continue;
    for (const value of distinct) {
      const members = values.flatMap((one, s) => (one === value ? [s] : []));
      found.push({ id: `${key}=${value}`, label: value, kind: key, members });
    }
  }
  sectors.forEach((name, s) => found.push({ id: `sector:${name}`, label: labels[s] || name, kind: "sector", members: [s] }));
  return found;
}

function emptyPath() {
  return { from: "unchanged", moves: [] };
}

// As `not_below_zero`: a cut ends at zero, or at a last rate below it.
function moved(last, value, relative) {
  if (relative) return last < 0 ? Math.min(last + value * last, 0) : Math.max(last + value * last, 0);
  return Math.max(last + value, Math.min(last, 0));
}

// Rates [H · S] of a path; `given`: rates of the report's own paths by name.
function ratesOf(path, spec, groups, given) {
  const { horizon, rates: last } = spec, count = last.length, found = new Float64Array(horizon * count);
  const start = given[path.from];
  for (let h = 0; h < horizon; h += 1) {
    for (let s = 0; s < count; s += 1) found[h * count + s] = start ? start[h * count + s] : last[s];
  }
  for (const move of path.moves) {
    const group = groups.find((one) => one.id === move.of);
    if (!group) continue;
    for (const s of group.members) {
      for (let h = 0; h < horizon; h += 1) found[h * count + s] = moved(last[s], move.values[h], move.relative);
    }
  }
  return found;
}

const PRESETS = {
  step: { label: "Step", about: "10 points more at once", relative: false, at: () => 0.1 },
  ramp: { label: "Ramp", about: "10 points more in equal steps", relative: false, at: (h, horizon) => (0.1 * h) / horizon },
  removal: { label: "Removal", about: "no tariff any more", relative: true, at: () => -1 },
  doubling: { label: "Doubling", about: "twice the rate", relative: true, at: () => 1 },
  none: { label: "No change", about: "rates as they are", relative: false, at: () => 0 },
};

function presetValues(name, horizon) {
  return Array.from({ length: horizon }, (_, h) => PRESETS[name].at(h + 1, horizon));
}

// Between and beyond the baseline and a path: the baseline plus a multiple of the way to it.
function familyOf(path, baseline, last, multiples) {
  return multiples.map((multiple) => Float64Array.from(path, (rate, i) => {
    const to = baseline[i] + multiple * (rate - baseline[i]);
    return Math.max(to, Math.min(last[i % last.length], 0));
  }));
}
