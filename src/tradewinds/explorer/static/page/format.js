// Numbers and units as people read them: three digits, a real minus sign, per cent for shares.

function digits(value, count = 3) {
  if (value === Infinity || value === -Infinity) return value > 0 ? "∞" : "−∞";
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value), places = Math.max(0, count - 1 - Math.floor(Math.log10(size)));
  const rounded = places > 6 ? 0 : value;
  const text = size >= 1e6
    ? rounded.toLocaleString("en", { maximumSignificantDigits: count, notation: "compact" })
    : rounded.toLocaleString("en", { maximumFractionDigits: Math.min(places, 6), useGrouping: size >= 1e4 });
  return text === "-0" ? "0" : text.replace("-", "−");
}

function signed(value, count = 3) {
  const text = digits(value, count);
  return value > 0 && text !== "0" ? `+${text}` : text;
}

// What stored values are multiplied by, and the unit they are then in, for a level and for a difference.
function unitsOf(shown) {
  const factor = shown.percent ? 100 : 1;
  const unit = shown.percent ? "%" : shown.unit;
  if (shown.log) return { factor, unit, change: 1, changeUnit: "%" };
  return { factor, unit, change: factor, changeUnit: shown.percent ? "percentage points" : shown.unit };
}

function lowerFirst(text) {
  return /^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
}

function percentOf(share) {
  const per = 100 * share;
  if (!Number.isFinite(per)) return "–";
  if (per < 1) return "below 1 %";
  if (per > 99) return "above 99 %";
  return `${Math.round(per)} %`;
}
