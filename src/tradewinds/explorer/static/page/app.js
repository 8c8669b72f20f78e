// The page: settings, what is asked of the worker, and what is shown of its answers.

// Milliseconds: an answer that took no longer needs no first look.
const QUICK = 120;

const KINDS = { a: "A", b: "B", baseline: "Baseline" };

class App {
  constructor(spec, about, worker, buffer, helpers = []) {
    Object.assign(this, { spec, about, worker });
    this.groups = groupsOf(spec);
    this.outcomes = outcomesOf(spec).map((one) => ({
      ...one, factor: one.percent ? 100 : 1,
      total: one.table === "sectors" && about.welfare.totals.includes(one.name),
    }));
    this.given = { report: null };
    this.defaults = defaultsOf(spec, about);
    const linked = fromLink(location.hash);
    this.settings = linked ? fitting(linked, this.defaults, spec, this.groups) : structuredClone(this.defaults.settings);
    this.foreign = linked && linked.hash !== about.hash;
    this.id = 0;
    this.took = Infinity;
    this.answers = {};
    this.family = [];
    this.editor = new Editor(byId("editor"), (values, done) => this.drawn(values, done));
    this.controls();
    worker.onmessage = ({ data }) => this.told(data);
    worker.postMessage({ kind: "begin", spec, buffer, helpers }, [buffer, ...helpers]);
    this.paint();
    addEventListener("resize", () => this.paint());
    addEventListener("hashchange", () => this.restore());
  }

  restore() {
    const linked = fromLink(location.hash);
    if (!linked || location.hash === this.link) return;
    this.settings = fitting(linked, this.defaults, this.spec, this.groups);
    this.foreign = linked.hash !== this.about.hash;
    this.change();
  }

  rates(which) {
    const given = { report: this.about.rates[which === "baseline" ? "baseline" : "scenario"] };
    return ratesOf(this.settings.paths[which], this.spec, this.groups, given);
  }

  // Something was set: everything is asked anew; `quick` while a hand still moves.
  change(quick = false) {
    if (!quick) {
      this.link = toLink(this.settings);
      history.replaceState(null, "", this.link);
    }
    this.paint();
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => { this.waiting = false; this.ask(quick); });
  }

  ask(quick) {
    if (!this.ready) return;
    this.id += 1;
    const paths = { baseline: this.rates("baseline"), a: this.rates("a") };
    if (this.settings.paths.b) paths.b = this.rates("b");
    document.body.dataset.busy = "true";
    const { shown, horizon, welfare } = this.settings, { discount } = this.about.welfare;
    this.asked = performance.now();
    this.worker.postMessage({ kind: "ask", id: this.id, paths, shown, horizon, outcomes: this.outcomes, discount, welfare, first: quick && this.took > QUICK });
  }

  told(data) {
    if (data.kind === "error") return this.fail(data.text);
    if (data.kind === "ready") {
      this.ready = true;
      this.change();
      return null;
    }
    if (data.kind === "answer" && data.id === this.id) {
      if (!this.settings.paths.b) delete this.answers.b;
      for (const [name, found] of Object.entries(data.found)) {
        this.answers[name] = data.whole ? found : { ...(this.answers[name] || {}), shown: found.shown, whole: false };
      }
      this.answers.shown = [...this.settings.shown];
      if (data.whole) {
        document.body.dataset.busy = "false";
        this.took = performance.now() - this.asked;
        this.askFamily();
      }
      this.paintAnswers();
    }
    if (data.kind === "family" && data.id === this.familyId) {
      this.family[data.index] = data.effects;
      this.paintFrontier();
    }
    return null;
  }

  askFamily() {
    if (!this.settings.welfare || this.spec.tables.sectors.sectors.length * this.spec.horizon > 5000) return;
    const baseline = this.rates("baseline"), key = this.rates("a").join() + baseline.join();
    if (this.familyKey === key) return;
    this.familyKey = key;
    this.family = [];
    this.familyId = this.id;
    const family = familyOf(this.rates("a"), baseline, this.spec.rates, MULTIPLES), { discount } = this.about.welfare;
    this.worker.postMessage({ kind: "family", id: this.id, baseline, family, outcomes: this.outcomes, discount });
  }

  fail(text) {
    byId("sentence").textContent = `The page could not compute this: ${text}`;
    document.body.dataset.busy = "failed";
  }

  // The move of the group under the hand, which is made where there is none yet.
  move() {
    const path = this.settings.paths[this.settings.editing], { group } = this.settings;
    return path.moves.find((one) => one.of === group)
      || { of: group, relative: false, values: Array(this.spec.horizon).fill(0), fresh: true };
  }

  setMove(values, relative) {
    const path = this.settings.paths[this.settings.editing], { group } = this.settings;
    const move = { of: group, relative, values: values.map((value) => Number(value.toFixed(5))) };
    // a group that is drawn anew covers what was drawn of its sectors before
    const covered = new Set(this.groups.find((one) => one.id === group).members);
    path.moves = path.moves.filter((one) => {
      const { members } = this.groups.find((known) => known.id === one.of);
      return one.of !== group && !members.every((s) => covered.has(s));
    });
    if (group === "all") path.from = "unchanged";
    path.moves.push(move);
  }

  drawn(values, done) {
    this.setMove(values, this.move().relative);
    this.change(!done);
  }

  preset(name) {
    const { relative } = PRESETS[name];
    this.setMove(presetValues(name, this.spec.horizon), relative);
    this.change();
  }

  describe(place) {
    const shown = this.outcomes.find((one) => one.table === place.table && one.name === place.name);
    const { sectors, labels } = this.spec.tables.sectors, units = unitsOf(shown);
    let of = "";
    if (place.table === "sectors" && sectors.length > 1) of = place.sector === EVERYONE ? "all sectors" : labels[place.sector];
    if (place.table === "national") of = "nation";
    const silent = isSilent(place, this.about);
    return { label: shown.label, units, of, silent, periods: this.spec.tables[place.table].periods, shown };
  }
}
