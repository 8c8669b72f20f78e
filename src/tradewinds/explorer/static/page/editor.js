// The path under the hand: points that are dragged, drawn across, or moved by keys.

class Editor {
  // `changed(values, done)` is told of every change; `done` where the hand is lifted
  constructor(svg, changed) {
    this.svg = svg;
    this.changed = changed;
    this.values = [];
    this.focus = 0;
    this.dragging = null;
    svg.addEventListener("pointerdown", (event) => this.press(event));
    svg.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => this.lift());
    svg.addEventListener("keydown", (event) => this.key(event));
  }

  // values [H] as fractions; `about`: labels, unit, lowest value, and in words what a value is
  show(values, about) {
    this.values = values;
    this.about = about;
    if (!this.dragging) this.range = this.rangeOf(values);
    this.paint();
  }

  rangeOf(values) {
    const { relative, lowest } = this.about, all = values.map((value) => 100 * value);
    const most = relative ? 100 : 15;
    return [Math.max(Math.min(-most / 3, ...all.map((one) => 1.25 * one)), Math.min(lowest * 100, ...all) - 2), Math.max(most, ...all.map((one) => 1.25 * one))];
  }

  paint() {
    const { svg, values, about } = this, width = Math.max(240, svg.clientWidth || 380), height = Number(svg.dataset.height);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const frame = new Frame({ width, height }).span(values.length + 1, ...this.range);
    this.frame = frame;
    const rows = [0, ...values.map((value) => 100 * value)];
    const parts = [...frame.axes(about.labels, (value) => signed(value)), draw("path", { d: frame.line(rows), class: `line ${about.kind}` })];
    const radius = Math.min(7, Math.max(3, (width / values.length) * 0.3));
    values.forEach((value, h) => {
      const said = `${inPeriod(about.labels[h + 1])}: ${signed(100 * value)} ${about.unit}`;
      parts.push(draw("circle", {
        cx: frame.x(h + 1), cy: frame.y(100 * value), r: radius, class: `handle ${about.kind}`, role: "slider",
        tabindex: h === this.focus ? 0 : -1, "data-h": h, "aria-label": `${about.name}, ${about.labels[h + 1]}`,
        "aria-valuemin": Math.round(this.range[0]), "aria-valuemax": Math.round(this.range[1]),
        "aria-valuenow": Number((100 * value).toFixed(2)), "aria-valuetext": said,
      }));
    });
    const focused = document.activeElement && document.activeElement.closest && document.activeElement.closest("svg") === svg;
    svg.replaceChildren(...parts);
    if (focused) svg.querySelector(`[data-h="${this.focus}"]`).focus({ preventScroll: true });
  }

  place(event) {
    const box = this.svg.getBoundingClientRect(), scale = this.frame.width / box.width;
    const h = this.frame.periodAt((event.clientX - box.left) * scale) - 1;
    return { h, value: this.rounded(this.frame.valueAt((event.clientY - box.top) * scale)) };
  }

  rounded(value) {
    const step = this.about.relative ? 1 : 0.1, [low, high] = this.range;
    const inside = Math.min(high, Math.max(low, value));
    return Math.max(Math.round(inside / step) * step, 100 * this.about.lowest) / 100;
  }

  press(event) {
    const at = this.place(event);
    if (at.h < 0) return;
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    this.dragging = at;
    this.focus = at.h;
    this.set(at, at);
  }

  drag(event) {
    if (!this.dragging) return;
    const at = this.place(event);
    at.h = Math.max(0, at.h);
    this.set(this.dragging, at);
    this.dragging = at;
  }

  lift() {
    if (!this.dragging) return;
    this.dragging = null;
    this.changed(this.values, true);
  }

  // Everything between two points of the hand's way; with `hold` what comes later stays at the last.
  set(from, to) {
    const values = [...this.values], step = Math.sign(to.h - from.h) || 1;
    for (let h = from.h; ; h += step) {
      const share = to.h === from.h ? 1 : (h - from.h) / (to.h - from.h);
      values[h] = from.value + share * (to.value - from.value);
      if (h === to.h) break;
    }
    if (this.hold) values.fill(to.value, to.h);
    this.values = values;
    this.changed(values, false);
  }

  key(event) {
    const h = this.focus, step = (this.about.relative ? 5 : 0.5) / 100;
    const along = { ArrowRight: 1, ArrowLeft: -1, Home: -1000, End: 1000 }[event.key];
    const by = { ArrowUp: step, ArrowDown: -step, PageUp: 5 * step, PageDown: -5 * step }[event.key];
    if (along === undefined && by === undefined) return;
    event.preventDefault();
    if (along !== undefined) {
      this.focus = Math.min(this.values.length - 1, Math.max(0, h + along));
      this.paint();
      this.svg.querySelector(`[data-h="${this.focus}"]`).focus();
      return;
    }
    const value = Math.max(this.values[h] + by, this.about.lowest);
    this.set({ h, value }, { h, value });
    this.changed(this.values, true);
  }
}
