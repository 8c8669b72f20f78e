// Numbers and units as people read them: three digits, a real minus sign, per cent for shares.

// With `whole` no zeros stand at the end, as on an axis.
function digits(value, count = 3, whole = count !== 2) {
  if (value === Infinity || value === -Infinity) return value > 0 ? "∞" : "−∞";
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value), places = Math.max(0, count - 1 - Math.floor(Math.log10(size)));
  const shown = Math.min(places, 6);
  const text = size >= 1e6
    ? value.toLocaleString("en", { maximumSignificantDigits: count, notation: "compact" })
    : value.toLocaleString("en", { maximumFractionDigits: shown, minimumFractionDigits: whole ? 0 : shown, useGrouping: size >= 1e4 });
  return Number(text.replaceAll(",", "")) === 0 ? "0" : text.replace("-", "−");
}

function signed(value, count = 3) {
  const text = digits(value, count);
  return value > 0 && text !== "0" ? `+${text}` : text;
}

// What stored values are multiplied by, and the unit they are then in, for a level and for a difference.
function unitsOf(shown) {
  const factor = shown.percent ? 100 : 1;
  const share = shown.percent || /^(percent|per cent|%)/.test(shown.unit);
  const unit = share ? "%" : shown.unit;
  if (shown.log) return { factor, unit, change: 1, changeUnit: "%" };
  return { factor, unit, change: factor, changeUnit: share ? "percentage points" : shown.unit };
}

function lowerFirst(text) {
  return /^[A-Z][a-z]|^[A-Z] /.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
}

// A share of the weight; of draws it is never all or none (percentOf).
function wholePercent(share) {
  return `${Math.round(100 * share)} %`;
}

function percentOf(share) {
  const per = 100 * share;
  if (!Number.isFinite(per)) return "–";
  if (per < 1) return "below 1 %";
  if (per > 99) return "above 99 %";
  return `${Math.round(per)} %`;
}
