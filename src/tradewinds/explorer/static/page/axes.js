// Axes of a picture: nice ticks, and from values to places.

function niceTicks(low, high, about = 4) {
  if (!(high > low)) return [low];
  const rough = (high - low) / about, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough * 0.999);
  const found = [];
  for (let tick = Math.ceil(low / step - 1e-9) * step; tick <= high + step * 1e-9; tick += step) {
    found.push(Math.abs(tick) < step * 1e-9 ? 0 : tick);
  }
  return found;
}

// Indices of periods that are named on the axis.
function namedPeriods(periods, most) {
  const last = periods.length - 1, years = periods.map((text) => /^\d{4}-01$|^\d{4} Q1$/.test(text));
  const starts = years.flatMap((is, i) => (is ? [i] : []));
  if (starts.length >= 3) {
    const every = Math.ceil(starts.length / most);
    return starts.filter((_, i) => i % every === 0);
  }
  const every = Math.max(1, Math.ceil(last / most));
  return periods.flatMap((_, i) => (i % every === 0 ? [i] : []));
}

// A period in a sentence: “2019-03”, “period 17”.
function inPeriod(text) {
  return /^\d{1,3}$/.test(text) ? `period ${text}` : text;
}

function periodText(text) {
  if (/^\d{4}-01$/.test(text) || /^\d{4} Q1$/.test(text)) return text.slice(0, 4);
  return text;
}

class Frame {
  constructor({ width, height, left = 46, right = 8, top = 8, bottom = 22 }) {
    Object.assign(this, { width, height, left, right, top, bottom });
  }

  span(periods, low, high) {
    Object.assign(this, { periods, low, high });
    return this;
  }

  x(h) {
    return this.left + ((this.width - this.left - this.right) * h) / Math.max(1, this.periods - 1);
  }

  y(value) {
    return this.top + ((this.height - this.top - this.bottom) * (this.high - value)) / (this.high - this.low || 1);
  }

  periodAt(x) {
    const share = (x - this.left) / (this.width - this.left - this.right);
    return Math.min(this.periods - 1, Math.max(0, Math.round(share * (this.periods - 1))));
  }

  valueAt(y) {
    return this.high - ((y - this.top) / (this.height - this.top - this.bottom)) * (this.high - this.low);
  }

  axes(labels, tick = digits) {
    const parts = [];
    for (const value of niceTicks(this.low, this.high)) {
      const y = this.y(value);
      parts.push(draw("line", { x1: this.left, x2: this.width - this.right, y1: y, y2: y, class: value === 0 ? "zero" : "grid" }));
      const text = draw("text", { x: this.left - 5, y: y + 3.5, class: "tick end" });
      text.textContent = tick(value);
      parts.push(text);
    }
    const most = Math.max(2, Math.floor((this.width - this.left) / 62));
    for (const h of namedPeriods(labels, most)) {
      const edge = this.x(h) > this.width - 24;
      const text = draw("text", { x: edge ? this.width : this.x(h), y: this.height - 6, class: `tick ${edge ? "end" : "middle"}` });
      text.textContent = periodText(labels[h]);
      parts.push(text);
    }
    return parts;
  }

  line(values) {
    let path = "", pen = "M";
    values.forEach((value, h) => {
      if (!Number.isFinite(value)) { pen = "M"; return; }
      path += `${pen}${this.x(h).toFixed(1)} ${this.y(value).toFixed(1)}`;
      pen = "L";
    });
    return path;
  }

  band(low, high) {
    const there = low.flatMap((value, h) => (Number.isFinite(value) && Number.isFinite(high[h]) ? [h] : []));
    if (!there.length) return "";
    const point = (h, value) => `${this.x(h).toFixed(1)} ${this.y(value).toFixed(1)}`;
    const up = there.map((h) => point(h, high[h])), down = [...there].reverse().map((h) => point(h, low[h]));
    return `M${up.join("L")}L${down.join("L")}Z`;
  }
}
