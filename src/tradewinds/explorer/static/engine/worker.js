// The worker: takes paths, answers with a first look at some draws, then with all; a newer path ends the older's work.

const worker = { answers: null, latest: 0, frontier: 0 };

function breathe() {
  return new Promise((go) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { channel.port1.close(); go(); };
    channel.port2.postMessage(null);
  });
}

async function answerPaths(asked) {
  const { answers } = worker, began = performance.now();
  const runs = Object.entries(asked.paths).map(([name, path]) => [name, answers.begin(name, path)]);
  const futures = [];
  for (const [index, chunk] of answers.chunks.entries()) {
    for (const [, run] of runs) run.solve(index, chunk);
    futures.push(...chunk);
    const whole = index === answers.chunks.length - 1;
    if ((whole || (index === 0 && asked.first)) && worker.latest === asked.id) {
      const all = whole ? futures.sort((a, b) => a - b) : futures;
      const found = {};
      for (const [name, run] of runs) {
        if (name !== "baseline") found[name] = answers.answer(run, runs[0][1], all, asked, whole);
      }
      postMessage({ kind: "answer", id: asked.id, whole, found, took: performance.now() - began });
    }
    await breathe();
    if (worker.latest !== asked.id) return;
  }
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
    postMessage({ kind: "family", id: asked.id, index, effects });
  }
}

function onMessage({ data }) {
  try {
    if (data.kind === "begin") {
      worker.answers = new Answers(data.spec, data.buffer);
      postMessage({ kind: "ready" });
    } else if (data.kind === "ask") {
      worker.latest = data.id;
      answerPaths(data).catch(sayError);
    } else if (data.kind === "family") {
      worker.frontier = data.id;
      followFamily(data).catch(sayError);
    }
  } catch (error) {
    sayError(error);
  }
}

function sayError(error) {
  postMessage({ kind: "error", text: String(error && error.stack ? error.stack : error) });
}
