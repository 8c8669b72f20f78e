// One picture: a median with its bands of 50 and 90 % over the periods, of one path or of two beside each other.

// `values`: what the axis is to hold, that of the other path among them.
function chart(svg, { labels, horizon, lines, values: held, zone, alt }) {
  const width = Math.max(200, svg.clientWidth || 320), height = Number(svg.dataset.height || 150);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const shown = lines.map((line) => ({ ...line, rows: line.rows.slice(0, horizon + 1) }));
  const values = held.filter(Number.isFinite);
  let low = Math.min(...values), high = Math.max(...values);
  if (!values.length) { low = -1; high = 1; }
  const pad = (high - low || Math.abs(high) * 0.1 || 1) * 0.06;
  const frame = new Frame({ width, height }).span(horizon + 1, low - pad, high + pad);
  const parts = [];
  if (zone) {
    for (const [kind, from] of Object.entries(zone)) {
      if (from === null || from > horizon) continue;
      const x = frame.x(Math.max(0, from - 0.5));
      parts.push(draw("rect", { x, y: frame.top, width: frame.width - frame.right - x, height: height - frame.top - frame.bottom, class: `zone ${kind}` }));
    }
  }
  parts.push(...frame.axes(labels.slice(0, horizon + 1)));
  for (const { rows, kind } of shown) {
    const column = (q) => rows.map((row) => row[q]);
    parts.push(draw("path", { d: frame.band(column(0), column(4)), class: `band wide ${kind}` }));
    parts.push(draw("path", { d: frame.band(column(1), column(3)), class: `band narrow ${kind}` }));
  }
  for (const { rows, kind } of shown) parts.push(draw("path", { d: frame.line(rows.map((row) => row[2])), class: `line ${kind}` }));
  svg.replaceChildren(...parts);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", alt);
}

// Points of outcomes against each other, one of them the best under the weights.
function scatter(svg, { points, best, current, names, alt }) {
  const width = Math.max(220, svg.clientWidth || 360), height = Number(svg.dataset.height || 230);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const known = points.filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
  const range = (key) => {
    const all = [0, ...known.map((point) => point[key])], low = Math.min(...all), high = Math.max(...all);
    const pad = (high - low || 1) * 0.08;
    return [low - pad, high + pad];
  };
  const [left, right] = range("x"), [low, high] = range("y");
  const frame = new Frame({ width, height, bottom: 36 }).span(2, low, high);
  const x = (value) => frame.left + ((width - frame.left - frame.right) * (value - left)) / (right - left);
  const parts = [];
  for (const value of niceTicks(low, high)) {
    parts.push(draw("line", { x1: frame.left, x2: width - frame.right, y1: frame.y(value), y2: frame.y(value), class: value === 0 ? "zero" : "grid" }));
    parts.push(labelled(frame.left - 5, frame.y(value) + 3.5, "tick end", digits(value)));
  }
  for (const value of niceTicks(left, right, 5)) {
    parts.push(draw("line", { x1: x(value), x2: x(value), y1: frame.top, y2: height - frame.bottom, class: value === 0 ? "zero" : "grid" }));
    parts.push(labelled(x(value), height - 22, "tick middle", digits(value)));
  }
  parts.push(labelled((frame.left + width) / 2, height - 5, "tick middle", names.x));
  if (known.length > 1) {
    parts.push(draw("path", { d: `M${known.map((point) => `${x(point.x)} ${frame.y(point.y)}`).join("L")}`, class: "line faint" }));
  }
  for (const point of known) {
    const kind = point === best ? "best" : point.front ? "front" : "behind";
    const dot = draw("circle", { cx: x(point.x), cy: frame.y(point.y), r: point === best ? 6 : point === current ? 5 : 3.5, class: `dot ${kind}` });
    const title = draw("title");
    title.textContent = point.title;
    dot.append(title);
    parts.push(dot);
    const named = point === current ? "your path" : point === best ? point.name : "";
    const right = x(point.x) < width - 120;
    if (named) parts.push(labelled(x(point.x) + (right ? 9 : -9), frame.y(point.y) - 7, right ? "tick" : "tick end", named));
  }
  svg.replaceChildren(...parts);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", alt);
}

function labelled(x, y, kind, text) {
  const element = draw("text", { x, y, class: kind });
  element.textContent = text;
  return element;
}
