// What is taken away: the scenario's YAML with the CSV it may need, and the table.

function quoted(text) {
  return `"${String(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function short(value) {
  return String(Number(value.toPrecision(6)));
}

// One move of one group is a profile; anything else are rates in a CSV.
function asProfile(path, spec, groups) {
  if (path.from !== "unchanged" || path.moves.length > 1) return null;
  const [move] = path.moves.length ? path.moves : [{ of: "all", relative: false, values: Array(spec.horizon).fill(0) }];
  const size = Math.max(...move.values.map(Math.abs));
  if (!move.relative && size > 1) return null;
  if (move.relative && size > 10) return null;
  const group = groups.find((one) => one.id === move.of);
  const named = move.of === "all" ? [] : group.members.map((s) => spec.tables.sectors.sectors[s]);
  const shares = move.values.map((value) => (size ? value / size : 0));
  return { size: size || 0.1, relative: move.relative, sectors: named, shares };
}

function scenarioFile(path, name, spec, groups, about, baseline) {
  const lines = [
    `# configs/scenario/${name}.yaml`,
    "# yaml-language-server: $schema=../schema/scenario.json",
    `# A path drawn in the explorer of ${about.experiment} (result ${about.hash}).`,
  ];
  const profile = asProfile(path, spec, groups);
  if (profile) {
    lines.push("shape: profile", `size: ${short(profile.size)}`, `relative: ${profile.relative}`);
    if (profile.sectors.length) lines.push(`sectors: [${profile.sectors.map(quoted).join(", ")}]`);
    lines.push(`profile: [${profile.shares.map(short).join(", ")}]`);
  } else {
    lines.push("shape: file", `file: ${name}.csv  # in the data folder: the button “Rates as CSV”`);
  }
  if (baseline) lines.push(`baseline: ${baseline}`);
  return lines.join("\n");
}

// All files of a scenario, and how to run it.
function scenarioYaml(settings, which, spec, groups, about) {
  const path = settings.paths[which], { baseline } = settings.paths;
  const compared = baseline.moves.length > 0 || baseline.from !== "unchanged";
  const name = `explored_${which}`, other = "explored_baseline";
  const files = [scenarioFile(path, name, spec, groups, about, compared ? other : "")];
  if (compared) files.push(scenarioFile(baseline, other, spec, groups, about, ""));
  const how = [
    `# Save ${compared ? "both files" : "it"} under configs/scenario/, and name ${name} in the experiment's file:`,
    `#   scenarios: [${[about.headline.name, name].join(", ")}]`,
    `# Then run: snakemake --config experiment=${about.experiment}`,
  ];
  return `${how.join("\n")}\n\n${files.join("\n\n")}\n`;
}

// Rates of a path, one row a sector and period, as a scenario of shape `file` reads them.
function ratesCsv(rates, spec) {
  const { sectors, periods } = spec.tables.sectors, rows = [["sector", "period", spec.policy]];
  sectors.forEach((sector, s) => {
    for (let h = 0; h < spec.horizon; h += 1) rows.push([sector, periods[h + 1], short(rates[h * sectors.length + s])]);
  });
  return csv(rows);
}

function csv(rows) {
  const cell = (value) => (/[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  return rows.map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

// What is shown, period by period, and all outcomes at the end: the numbers behind the page.
function answersCsv(answers, settings, spec, describe, { posterior }) {
  const chance = (value) => (posterior ? [value] : []);
  const names = ["5 %", "25 %", "50 %", "75 %", "95 %"];
  const rows = [["path", "outcome", "of", "unit", "period", "what", ...names, ...chance("probability of a rise")]];
  for (const [which, found] of Object.entries(answers)) {
    settings.shown.forEach((place, i) => {
      const shown = found.shown[i], { label, units, of, periods, silent } = describe(place);
      if (!shown) return;
      periods.forEach((period, h) => {
        const level = (name) => shown[name][h].map((value) => short(units.factor * value));
        rows.push([which, label, of, units.unit, period, "level", ...level("scenario"), ...chance("")]);
        rows.push([which, label, of, units.unit, period, "level on the baseline", ...level("baseline"), ...chance("")]);
        const change = shown.effect[h].map((value) => short(units.change * value));
        rows.push([which, label, of, units.changeUnit, period, "difference", ...change, ...chance(silent || !h ? "" : short(shown.positive[h]))]);
      });
    });
  }
  return csv(rows);
}
