// The worker: takes paths, answers with a first look at some draws, then with all; a newer path ends the older's work.

const worker = { answers: null, helpers: null, port: null, latest: 0, frontier: 0 };

// To whoever asked: the page, or the worker that is helped.
function tell(data, given = []) {
  if (worker.port) worker.port.postMessage(data, given);
  else postMessage(data, given);
}

function breathe() {
  return new Promise((go) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { channel.port1.close(); go(); };
    channel.port2.postMessage(null);
  });
}

async function answerPaths(asked) {
  const { answers, helpers } = worker, began = performance.now(), { chunks } = answers;
  const runs = Object.entries(asked.paths).map(([name, path]) => answers.begin(name, path));
  const helped = chunks.map((chunk, index) => helpers.of(index) && helping(runs, chunk, index, asked.id));
  const say = (futures, whole) => {
    const found = {};
    for (const run of runs.slice(1)) found[run.name] = answers.answer(run, runs[0], futures, asked, whole);
    tell({ kind: "answer", id: asked.id, whole, found, took: performance.now() - began });
  };
  for (const [index, chunk] of chunks.entries()) {
    if (!helped[index]) for (const run of runs) run.solve(index, chunk);
    if (index === 0 && asked.first && chunks.length > 1) say(chunk, false);
    await breathe();
    if (worker.latest !== asked.id) return;
  }
  await Promise.all(helped);
  if (worker.latest !== asked.id) return;
  // what a helper has not brought
  for (const [index, chunk] of chunks.entries()) for (const run of runs) run.solve(index, chunk);
  say(chunks.flat().sort((one, other) => one - other), true);
}

// Has a helper roll a chunk of the draws out along the paths on which it is not known yet.
async function helping(runs, chunk, index, id) {
  const { helpers, answers } = worker;
  for (const run of runs) {
    if (run.known.get(index) === answers.economy.tables.sectors.horizon) continue;
    const parts = await helpers.ask(helpers.of(index), run, index, id);
    if (parts === null || worker.latest !== id) return;
    unpack(run, chunk, parts);
    run.known.set(index, answers.economy.tables.sectors.horizon);
  }
}

// A helper's own work.
async function helpOut({ key, name, path, index, id }) {
  worker.latest = Math.max(worker.latest, id);
  await breathe();
  const { answers } = worker, chunk = answers.chunks[index];
  let parts = null;
  if (worker.latest === id) {
    const run = answers.begin(name, path);
    run.solve(index, chunk);
    parts = packed(run, chunk);
  }
  tell({ kind: "solved", key, parts }, parts ? parts.map((one) => one.buffer) : []);
}

// Mean effects of every outcome on paths between and beyond the baseline and a scenario, by some of the draws.
async function followFamily(asked) {
  const { answers } = worker, chunk = answers.chunks[0];
  const baseline = answers.begin("family baseline", asked.baseline);
  baseline.solve(0, chunk);
  for (const [index, path] of asked.family.entries()) {
    await breathe();
    if (worker.frontier !== asked.id) return;
    const run = answers.begin("family", path);
    run.solve(0, chunk);
    const effects = welfareEffects(answers.economy, run, baseline, asked.outcomes, chunk, asked.discount)
      .map((values) => values.reduce((sum, one) => sum + one, 0) / values.length);
    tell({ kind: "family", id: asked.id, index, effects });
  }
}

function onMessage({ data }) {
  try {
    if (data.kind === "begin") {
      worker.port = data.port || null;
      if (worker.port) worker.port.onmessage = onMessage;
      else worker.helpers = new Helpers(data.helpers || []);
      worker.answers = new Answers(data.spec, data.buffer);
      tell({ kind: "ready" });
    } else if (data.kind === "ask") {
      worker.latest = data.id;
      answerPaths(data).catch(sayError);
    } else if (data.kind === "solve") {
      helpOut(data).catch(sayError);
    } else if (data.kind === "family") {
      worker.frontier = data.id;
      followFamily(data).catch(sayError);
    }
  } catch (error) {
    sayError(error);
  }
}

function sayError(error) {
  tell({ kind: "error", text: String(error && error.stack ? error.stack : error) });
}
