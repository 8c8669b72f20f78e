// Sentences about the answer: what it is, how far it is to be believed.

function joined(names, most = 3) {
  const first = names.slice(0, most), more = names.length - first.length;
  if (more > 0) return `${first.join(", ")} and ${more} more`;
  return first.length < 2 ? first.join("") : `${first.slice(0, -1).join(", ")} and ${first.at(-1)}`;
}

// “lower with probability 98 %”
function signChance(middle, positive) {
  return middle > 0 ? `higher with probability ${percentOf(positive)}` : `lower with probability ${percentOf(1 - positive)}`;
}

// “Path A, period 20: wages 1.2 % lower than on the baseline (90 %: −2.1 to −0.3), lower with probability 98 %.”
function answerSentence({ path, period, label, of, quantiles, positive, units, silent, band }) {
  const [low, , middle, , high] = quantiles.map((value) => units.change * value);
  if (!Number.isFinite(middle)) return `Path ${path}, ${period}: no effect on ${lowerFirst(label)}${of} is named.`;
  const size = digits(Math.abs(middle), 2), unit = units.changeUnit;
  const direction = size === "0" ? "as on the baseline" : `${size} ${unit} ${middle > 0 ? "higher" : "lower"} than on the baseline`;
  const chance = silent ? "" : `, ${signChance(middle, positive)}`;
  return `Path ${path}, ${period}: ${lowerFirst(label)}${of} ${direction} (${band} ${signed(low, 2)} to ${signed(high, 2)} ${unit})${chance}.`;
}

// Why there is no answer at all.
function refusal(reason, thresholds, draws) {
  if (!reason) return "";
  if (reason.what === "draws") {
    return `${percentOf(reason.share)} of the ${draws} run away on this path: no answer. Draw a smaller change, or one over fewer periods.`;
  }
  const far = Number.isFinite(reason.distance) ? `${digits(reason.distance)} times the range of the data outside it` : "where nothing ever moved";
  const where = reason.what === "nation" ? "The nation" : `${reason.count} sectors with ${wholePercent(reason.share)} of the weight`;
  return `${where} would be ${far}, more than ${thresholds.refuse_distance}: no answer. Draw a smaller change.`;
}

// Where sectors and nation leave what was seen: who, in few words, and each in a sentence; nothing where all stay inside.
function supportSentences(support, spec, about) {
  const flag = spec.thresholds.flag_distance, { sectors, labels } = spec.tables.sectors, count = sectors.length;
  const where = standing(support.sectors, count, flag, count === 1), who = [], found = [];
  const share = (which) => wholePercent(which.reduce((sum, s) => sum + spec.weights.of[s], 0));
  const policy = lowerFirst(about.policy.label), range = `range of the ${policy}, in level or in how much it changes in a period or a year`;
  const left = [...where.keys()].filter((s) => where[s] !== "own");
  const outside = farOut(support.sectors.outside, count, flag);
  const either = [...new Set([...left, ...outside])];
  if (either.length) who.push(count === 1 ? labels[0] : `${either.length} of ${count} sectors (${share(either)} of the weight)`);
  if (left.length) {
    const beyond = left.filter((s) => where[s] === "none"), others = left.filter((s) => where[s] === "others");
    found.push(count === 1 ? `The path leaves its ${range}.` : `${left.length} of ${count} sectors leave their own ${range}.`);
    if (others.length) found.push(`In ${others.length} of them others have been where it goes, and the answer rests on their experience.`);
    if (beyond.length && count > 1) found.push(`In ${beyond.length} nobody has been there (${joined(beyond.map((s) => labels[s]))}): it is assumption.`);
  }
  if (outside.length) {
    found.push(`In ${outside.length === count ? "all" : outside.length} of ${count} sectors the equations meet inputs outside everything they were trained on.`);
  }
  if (support.national) {
    const nation = standing(support.national, 1, flag, true)[0] !== "own", met = farOut(support.national.outside, 1, flag).length > 0;
    if (nation || met) {
      who.push("the nation");
      found.push(`The nation leaves ${nation ? `its own ${range}` : "what its equations were trained on"}.`);
    }
  }
  return { who: who.join(" and "), sentences: found };
}

// Of each sector: in its own range of the policy, where only others have been, or where none has.
function standing(of, count, flag, alone) {
  const own = farthest(of.policy, count), others = farthest(of.others, count);
  return own.map((far, s) => {
    if (far <= flag) return "own";
    return !(others[s] <= flag) || far === Infinity || alone ? "none" : "others";
  });
}

function farthest(distances, count) {
  const found = Array(count).fill(0);
  distances.forEach((far, i) => { if (!(far <= found[i % count])) found[i % count] = far; });
  return found;
}

function farOut(distances, count, flag) {
  return farthest(distances, count).flatMap((far, s) => (far > flag ? [s] : []));
}

// From which period on a picture is grey: {assumption, others}, null where it is not. Sectors together are where more of
// their weight than may be refused is.
function zonesOf(place, support, spec) {
  const flag = spec.thresholds.flag_distance, of = support[place.table], zone = { others: null, assumption: null };
  const count = spec.tables[place.table].sectors.length, alone = count === 1;
  const asked = place.sector === EVERYONE ? [...Array(count).keys()] : [place.sector];
  const weight = (s) => (asked.length === 1 ? 1 : spec.weights.of[s]);
  const limit = asked.length === 1 ? 0 : spec.thresholds.refuse_share;
  for (let h = 0; h < of.policy.length / count; h += 1) {
    let left = 0, beyond = 0;
    for (const s of asked) {
      const i = h * count + s, own = of.policy[i] > flag;
      const none = (own && (!(of.others[i] <= flag) || of.policy[i] === Infinity || alone)) || of.outside[i] > flag;
      if (none) beyond += weight(s);
      if (none || own) left += weight(s);
    }
    if (beyond > limit && zone.assumption === null) zone.assumption = h + 1;
    if (left > limit && zone.others === null) zone.others = h + 1;
  }
  return zone;
}

// What the draws are, and what their quantiles span: best fits have a spread, which is no band.
function drawsOf(about) {
  return about.posterior ? { draws: "draws", band: "90 % band", bands: "bands" } : { draws: "best fits", band: "spread", bands: "their spread" };
}

// Whether no probability is named: where draws are no posterior's, and where the report withholds its own.
function isSilent({ table, name }, about) {
  return !about.posterior || about.withheld[`${table}.${name}`] !== false;
}
