// What the page shows of its settings and of the answers.

App.prototype.paint = function paint() {
  const { settings, spec, about } = this, { editing } = settings;
  for (const tab of document.querySelectorAll("[data-edit]")) {
    const on = tab.dataset.edit === editing;
    tab.setAttribute("aria-pressed", on);
    if (tab.dataset.edit === "b") tab.textContent = settings.paths.b ? "Path B" : "+ Path B";
  }
  byId("remove-b").hidden = !settings.paths.b;
  for (const part of document.querySelectorAll(".of-b")) part.hidden = !settings.paths.b;
  if (byId("welfare").open !== settings.welfare) byId("welfare").open = settings.welfare;
  byId("group").value = settings.group;
  const move = this.move(), group = this.groups.find((one) => one.id === settings.group);
  byId("relative").value = move.relative ? "share" : "points";
  const last = group.members.map((s) => spec.rates[s]), low = Math.min(...last), high = Math.max(...last);
  const at = (rate) => digits(100 * rate, 2, true);
  byId("last").textContent = `${about.policy.label} now: ${at(low)}${high > low ? ` to ${at(high)}` : ""} %.`
    + (settings.paths[editing].from === "report" && !move.values.some(Boolean) ? " The path is the report's own until you draw." : "");
  this.editor.show(move.values, {
    labels: spec.tables.sectors.periods, relative: move.relative, lowest: move.relative ? -1 : -Math.max(high, 0),
    unit: move.relative ? "% of the rate" : "points", kind: editing,
    name: `${KINDS[editing] === "Baseline" ? "Baseline" : `Path ${KINDS[editing]}`}, ${lowerFirst(group.label)}`,
  });
  byId("editor-title").textContent = move.relative ? "Change, in % of the rate known last" : "Change from the rate known last, in points";
  byId("horizon").value = settings.horizon;
  byId("horizon-text").textContent = spec.tables.sectors.periods[settings.horizon];
  const place = settings.shown.find((one) => one.table === "sectors");
  byId("sector").value = String(place ? place.sector : this.sector ?? EVERYONE);
  const foreign = byId("foreign");
  foreign.hidden = !this.foreign;
  if (this.foreign) foreign.textContent = "This link was made with another result: the paths are as they were drawn, the answers are this result's.";
  for (const input of document.querySelectorAll("[data-weight]")) input.value = settings.weights[input.dataset.weight] || 0;
  byId("axis-x").value = settings.axes[0];
  byId("axis-y").value = settings.axes[1];
};

App.prototype.paintAnswers = function paintAnswers() {
  const { answers, spec, about, settings } = this;
  if (!answers.a) return;
  byId("verdict").hidden = !about.verdict;
  byId("verdict").textContent = about.verdict;
  this.paintSupport();
  this.paintPictures();
  this.paintTable();
  this.paintWelfare();
  const sentences = [];
  for (const [which, found] of Object.entries({ A: answers.a, B: answers.b })) {
    if (!found || !found.whole) continue;
    if (found.reason) sentences.push(`Path ${which}: ${refusal(found.reason, spec.thresholds, drawsOf(this.about).draws)}`);
    else sentences.push(this.sentence(which, found, settings.shown[0], 0));
  }
  if (sentences.length) byId("sentence").textContent = sentences.join(" ");
};

// The horizon in the periods of a table.
App.prototype.horizonIn = function horizonIn(table) {
  const { horizon } = this.settings;
  return table === "national" ? Math.max(1, Math.floor(horizon / this.spec.ratio)) : horizon;
};

App.prototype.sentence = function sentence(path, found, place, i) {
  const { label, units, of, silent, periods } = this.describe(place), h = this.horizonIn(place.table);
  const shown = found.shown[i];
  if (!shown) return "";
  const whose = of && of !== "nation" ? ` (${lowerFirst(of)})` : "";
  return answerSentence({
    path, period: inPeriod(periods[h]), label, of: whose, quantiles: shown.effect[h], positive: shown.positive[h], units, silent, band: drawsOf(this.about).band,
  });
};

App.prototype.paintSupport = function paintSupport() {
  const { answers, spec, about } = this, lines = [], heads = [], { labels } = spec.tables.sectors;
  for (const [which, found] of Object.entries({ A: answers.a, B: answers.b })) {
    if (!found || !found.support) continue;
    const path = answers.b ? `Path ${which}: ` : "", { who, sentences } = supportSentences(found.support, spec, about);
    if (who) heads.push(`${path}${who}.`);
    lines.push(...sentences.map((text) => path + text));
    if (found.refused.length) lines.push(`${path}No effect on ${joined(found.refused.map((s) => labels[s]))} is named: too far outside the data.`);
    if (found.leftOut) lines.push(`${path}${found.leftOut} of ${found.futures} futures run away and are left out.`);
  }
  const box = byId("support");
  box.hidden = !lines.length;
  box.querySelector("summary").textContent = heads.length ? `Outside what was seen: ${heads.join(" ")} Pictures are grey from then on, dark where nobody has been.` : "What was left out";
  box.querySelector("ul").replaceChildren(...lines.map((text) => make("li", {}, text)));
};

App.prototype.paintPictures = function paintPictures() {
  const { answers, settings, spec } = this, box = byId("pictures");
  const which = Object.entries({ a: answers.a, b: answers.b }).filter(([, found]) => found);
  const wanted = settings.shown.flatMap((place, i) => which.map(([name, found]) => ({ place, i, name, found })));
  box.dataset.paths = which.length;
  while (box.children.length > wanted.length) box.lastChild.remove();
  while (box.children.length < wanted.length) box.append(this.card());
  wanted.forEach(({ place, i, name, found }, k) => {
    const card = box.children[k], shown = (answers.shown || [])[i] && placeId(answers.shown[i]) === placeId(place) ? found.shown[i] : null;
    const { label, units, of, silent, periods } = this.describe(place), horizon = this.horizonIn(place.table);
    const [title, unit, difference, level, foot] = ["h2", ".unit", ".difference", ".level", ".foot"].map((one) => card.querySelector(one));
    title.textContent = `${label}${which.length > 1 ? `, path ${name.toUpperCase()}` : ""}`;
    unit.textContent = `${of ? `${of}; ` : ""}difference, ${units.changeUnit}`;
    card.classList.toggle("refused", Boolean(found.reason));
    card.classList.toggle("withheld", silent);
    if (!shown) return;
    const scale = (rows, factor) => rows.map((row) => row.map((value) => factor * value));
    const all = which.flatMap(([, one]) => (one.shown[i] && !one.reason ? [one.shown[i]] : []));
    const range = (rows, factor) => rows.flatMap((of) => of.slice(0, horizon + 1).flat()).map((value) => factor * value);
    const zone = found.support ? zonesOf(place, found.support, spec) : card.zone;
    card.zone = zone;
    const sentence = found.reason ? refusal(found.reason, spec.thresholds, drawsOf(this.about).draws) : this.sentence(name.toUpperCase(), found, place, i);
    const effect = scale(shown.effect, units.change);
    chart(difference, { labels: periods, horizon, zone, values: range(all.map((one) => one.effect), units.change), lines: [{ kind: name, rows: found.reason ? [] : effect }], alt: `Difference over the periods. ${sentence}` });
    const lines = [{ kind: "baseline", rows: scale(shown.baseline, units.factor) }, { kind: name, rows: scale(shown.scenario, units.factor) }];
    const values = range(all.flatMap((one) => [one.baseline, one.scenario]), units.factor);
    chart(level, { labels: periods, horizon, zone, values, lines, alt: `Level of ${lowerFirst(label)} on the path and on the baseline, ${units.unit}, with ${drawsOf(this.about).bands}` });
    card.querySelector(".level-unit").textContent = `level, ${units.unit}`;
    const [low, , middle, , high] = effect[horizon];
    const chance = silent ? "" : `; ${signChance(middle, shown.positive[horizon])}`;
    foot.textContent = found.reason || !Number.isFinite(middle) ? "no answer"
      : `${inPeriod(periods[horizon])}: ${signed(middle, 2)} (${signed(low, 2)} to ${signed(high, 2)})${chance}`;
  });
};

App.prototype.card = function card() {
  const picture = (kind, height) => {
    const svg = draw("svg", { class: kind });
    svg.dataset.height = height;
    return svg;
  };
  return make("figure", { class: "card" },
    make("h2", { class: "card-title" }), make("p", { class: "unit" }), picture("difference", 150), make("p", { class: "foot" }),
    make("p", { class: "level-unit" }), picture("level", 110));
};

App.prototype.paintTable = function paintTable() {
  const { answers, settings, spec, about } = this, found = answers.a, { draws, band } = drawsOf(about);
  const chance = (text) => (about.posterior ? [make("td", {}, text)] : []);
  if (!found.table) return;
  const paths = Object.entries({ A: answers.a, B: answers.b }).filter(([, one]) => one && one.table);
  const head = make("tr", {}, make("th", { scope: "col" }, "Outcome"), make("th", { scope: "col", class: "text" }, "Of"),
    ...paths.flatMap(([which]) => [
      make("th", { scope: "col" }, paths.length > 1 ? `Path ${which}` : "Difference"), make("th", { scope: "col" }, about.posterior ? band : "Spread"), ...(about.posterior ? [make("th", { scope: "col" }, "Chance of a rise")] : []),
    ]));
  const rows = this.outcomes.map(({ table, name }, k) => {
    const place = { table, name, sector: table === "national" ? 0 : everySector(spec) };
    const { label, units, of, silent } = this.describe(place);
    const on = settings.shown.findIndex((one) => one.table === table && one.name === name);
    const box = make("input", { type: "checkbox", checked: on >= 0, onchange: () => this.toggle(place, on) });
    const cells = paths.flatMap(([, one]) => {
      const { quantiles, positive } = one.table[k], value = quantiles.map((q) => units.change * q);
      const nothing = one.reason || !Number.isFinite(value[2]);
      return nothing ? [make("td", {}, "–"), make("td", {}, ""), ...chance("")] : [
        make("td", {}, `${signed(value[2], 2)} ${units.changeUnit === "percentage points" ? "points" : units.changeUnit}`),
        make("td", {}, `${signed(value[0], 2)} to ${signed(value[4], 2)}`), ...chance(silent ? "" : percentOf(positive)),
      ];
    });
    return make("tr", {}, make("th", { scope: "row" }, make("label", {}, box, ` ${label}`)), make("td", { class: "text" }, of), ...cells);
  });
  const table = byId("outcomes");
  const focused = table.contains(document.activeElement) ? [...table.querySelectorAll("input")].indexOf(document.activeElement) : -1;
  table.replaceChildren(make("caption", {}, `Differences from the baseline in ${inPeriod(spec.tables.sectors.periods[settings.horizon])}, median of the ${draws}. Tick what the pictures show.`),
    make("thead", {}, head), make("tbody", {}, ...rows));
  if (focused >= 0) table.querySelectorAll("input")[focused].focus({ preventScroll: true });
};

App.prototype.toggle = function toggle(place, on) {
  const { shown } = this.settings;
  if (on >= 0 && shown.length > 1) shown.splice(on, 1);
  else if (on < 0) shown.push({ ...place, sector: place.table === "sectors" ? this.sector ?? place.sector : 0 });
  this.change();
};

App.prototype.paintWelfare = function paintWelfare() {
  const { settings, outcomes, answers, about } = this;
  for (const input of document.querySelectorAll("[data-weight]")) {
    input.nextElementSibling.textContent = signed(settings.weights[input.dataset.weight] || 0);
  }
  const weighed = outcomes.filter(({ table, name }) => settings.weights[`${table}.${name}`]), lines = [];
  const silent = !about.posterior || weighed.some((one) => isSilent(one, about)), { band } = drawsOf(about);
  for (const [which, found] of Object.entries({ A: answers.a, B: answers.b })) {
    if (!found || !found.effects || found.reason) continue;
    const values = gains(found.effects, outcomes, settings.weights);
    if (values.some(Number.isNaN)) {
      lines.push(`Path ${which}: a weighed outcome is nothing on the baseline, and per cent of nothing is no number.`);
      continue;
    }
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length, [low, , , , high] = quantilesOf(values);
    const chance = silent ? "" : `, a gain with probability ${percentOf(shareAbove(values))}`;
    const worst = about.posterior ? `; mean of the worst tenth ${signed(worstTenth(values, 0.1), 2)}` : "";
    lines.push(`Path ${which}: ${about.posterior ? "expected" : "mean"} gain ${signed(mean, 2)} (${band} ${signed(low, 2)} to ${signed(high, 2)})${chance}${worst}.`);
  }
  byId("gain").replaceChildren(...lines.map((text) => make("p", {}, text)));
  this.paintFrontier();
};

App.prototype.paintFrontier = function paintFrontier() {
  const { settings, outcomes, family } = this;
  if (!byId("welfare").open) return;
  const better = settings.axes.map((id) => ((settings.weights[id] || 0) < 0 ? -1 : 1));
  const points = frontierPoints(family, outcomes, settings.weights, settings.axes, better);
  const finite = points.filter((point) => Number.isFinite(point.welfare));
  const best = finite.length ? finite.reduce((one, other) => (other.welfare > one.welfare ? other : one)) : null;
  const current = points.find((point) => point.multiple === 1), name = (id) => {
    const one = outcomes.find(({ table, name: other }) => `${table}.${other}` === id);
    return `${one.label}, mean effect (${one.log ? "%" : one.percent ? "points" : one.unit})`;
  };
  const said = best ? `Of these multiples of path A, welfare is highest at ${best.name}.` : "Not computed yet.";
  byId("frontier-said").textContent = said;
  scatter(byId("frontier"), { points, best, current, names: { x: name(settings.axes[0]), y: name(settings.axes[1]) }, alt: `Mean effects of multiples of path A on two outcomes. ${said}` });
};
