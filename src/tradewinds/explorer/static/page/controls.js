// Everything that is pressed, chosen or moved.

App.prototype.controls = function controls() {
  const { spec, about, groups } = this;
  const options = (chosen, list) => list.map(([value, label]) => make("option", { value, selected: value === chosen }, label));
  const group = byId("group"), kinds = [...new Set(groups.map((one) => one.kind))];
  for (const kind of kinds) {
    const list = groups.filter((one) => one.kind === kind).map((one) => [one.id, one.label]);
    group.append(...(kind ? [make("optgroup", { label: `By ${kind}` }, ...options("", list))] : options("all", list)));
  }
  group.onchange = () => { this.settings.group = group.value; this.change(); };
  byId("group-field").hidden = groups.length === 1;
  for (const tab of document.querySelectorAll("[data-edit]")) {
    tab.onclick = () => {
      this.settings.editing = tab.dataset.edit;
      if (tab.dataset.edit === "b" && !this.settings.paths.b) this.settings.paths.b = structuredClone(this.settings.paths.a);
      this.change();
    };
  }
  for (const [name, { label, about: title }] of Object.entries(PRESETS)) {
    byId("presets").append(make("button", { type: "button", title, onclick: () => this.preset(name) }, label));
  }
  const relative = byId("relative");
  relative.onchange = () => {
    this.setMove(this.move().values.map((value) => (relative.value === "share" ? value * 10 : value / 10)), relative.value === "share");
    this.change();
  };
  byId("hold").onchange = () => { this.editor.hold = byId("hold").checked; };
  byId("remove-b").onclick = () => { this.settings.paths.b = null; this.settings.editing = "a"; this.change(); };
  const sector = byId("sector"), { sectors, labels } = spec.tables.sectors;
  sector.append(...options("", [[EVERYONE, "all sectors together"], ...sectors.map((name, s) => [String(s), labels[s] || name])]));
  sector.onchange = () => {
    const value = sector.value === EVERYONE ? EVERYONE : Number(sector.value);
    for (const place of this.settings.shown) if (place.table === "sectors") place.sector = value;
    this.sector = value;
    this.change();
  };
  byId("sector-field").hidden = sectors.length === 1;
  const horizon = byId("horizon");
  Object.assign(horizon, { min: Math.min(2, spec.horizon), max: spec.horizon, step: 1 });
  horizon.oninput = () => { this.settings.horizon = Number(horizon.value); this.paint(); this.paintAnswers(); };
  horizon.onchange = () => this.change();
  byId("copy").onclick = () => this.copy(location.href, "The link is copied: it holds every setting and the result's hash.");
  byId("yaml").onclick = () => this.showYaml();
  byId("yaml-copy").onclick = () => this.copy(byId("yaml-text").textContent, "The YAML is copied.");
  byId("rates").onclick = () => {
    const which = this.settings.editing;
    download(`explored_${which}.csv`, ratesCsv(this.rates(which), spec), "text/csv");
  };
  byId("csv").onclick = () => {
    const { a, b } = this.answers, answers = { A: a, ...(b ? { B: b } : {}) };
    if (a) download(`explorer_${about.experiment}.csv`, answersCsv(answers, this.settings, spec, (place) => this.describe(place), about), "text/csv");
  };
  byId("welfare").ontoggle = () => {
    if (this.settings.welfare === byId("welfare").open) return;
    this.settings.welfare = byId("welfare").open;
    this.change();
  };
  this.weightControls();
};

App.prototype.copy = async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    byId("said").textContent = said;
  } catch {
    byId("said").textContent = "The browser does not let pages copy: take it from the address bar.";
  }
};

App.prototype.showYaml = function showYaml() {
  const which = this.settings.editing === "b" ? "b" : "a";
  byId("yaml-text").textContent = scenarioYaml(this.settings, which, this.spec, this.groups, this.about);
  byId("yaml-box").hidden = false;
  byId("yaml-box").scrollIntoView({ block: "nearest" });
};

App.prototype.weightControls = function weightControls() {
  const { about, outcomes } = this, defaults = Object.values(about.welfare.weights).map(Math.abs).filter(Boolean);
  const usual = defaults.length ? Math.max(...defaults) : 1;
  for (const { table, name, label, percent, log, unit } of outcomes) {
    const id = `${table}.${name}`, most = 2 * (Math.abs(about.welfare.weights[id]) || usual);
    const value = make("output", {}, ""), each = log ? "per cent" : percent ? "percentage point" : unit;
    const input = make("input", {
      type: "range", min: -most, max: most, step: most / 40, "data-weight": id,
      "aria-label": `Worth of one ${each} of ${lowerFirst(label)}`,
      oninput: () => { this.settings.weights[id] = Number(input.value); this.paintWelfare(); },
      onchange: () => this.change(),
    });
    byId("weights").append(make("label", { class: "weight" }, make("span", {}, `${label}${table === "sectors" ? ", sectors" : ""}`), input, value));
  }
  for (const [axis, select] of [[0, byId("axis-x")], [1, byId("axis-y")]]) {
    for (const { table, name, label } of outcomes) select.append(make("option", { value: `${table}.${name}` }, label));
    select.onchange = () => { this.settings.axes[axis] = select.value; this.change(); };
  }
};
