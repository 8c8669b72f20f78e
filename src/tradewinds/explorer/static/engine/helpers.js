// Further workers beside the first, each of which rolls some of the draws out; they are spoken to through ports.

class Helpers {
  constructor(ports) {
    this.waiting = new Map();
    this.ports = [];
    for (const port of ports) port.onmessage = ({ data }) => this.told(data, port);
  }

  // The helper that has a chunk of the draws; null where it is the first worker's own.
  of(index) {
    const lane = index % (this.ports.length + 1);
    return lane ? this.ports[lane - 1] : null;
  }

  // Asks for a chunk along a path; the promise is of its numbers, or of null where a newer path was asked for since.
  ask(one, run, index, id) {
    const key = `${run.name} ${index} ${id}`;
    return new Promise((go) => {
      this.waiting.set(key, { go, one });
      one.postMessage({ kind: "solve", key, name: run.name, path: run.path, index, id });
    });
  }

  told(data, port) {
    if (data.kind === "ready") this.ports.push(port);
    if (data.kind === "error") this.fail(port);
    if (data.kind !== "solved" || !this.waiting.has(data.key)) return;
    this.waiting.get(data.key).go(data.parts);
    this.waiting.delete(data.key);
  }

  // A helper that fails leaves its draws to the others.
  fail(port) {
    this.ports = this.ports.filter((other) => other !== port);
    for (const [key, { go, one }] of this.waiting) {
      if (one !== port) continue;
      this.waiting.delete(key);
      go(null);
    }
  }
}

// What a path has of some futures, to be sent and to be put in its place elsewhere.
function packed(run, chosen) {
  return partsOf(run).map(({ array, rows, futures, sectors, first }) => {
    const values = new array.constructor(rows * chosen.length * sectors);
    for (let h = 0, k = 0; h < rows; h += 1) {
      for (const n of chosen) {
        const at = ((first + h) * futures + n) * sectors;
        for (let s = 0; s < sectors; s += 1, k += 1) values[k] = array[at + s];
      }
    }
    return values;
  });
}

function unpack(run, chosen, parts) {
  partsOf(run).forEach(({ array, rows, futures, sectors, first }, i) => {
    for (let h = 0, k = 0; h < rows; h += 1) {
      for (const n of chosen) {
        const at = ((first + h) * futures + n) * sectors;
        for (let s = 0; s < sectors; s += 1, k += 1) array[at + s] = parts[i][k];
      }
    }
  });
}

function partsOf(run) {
  return Object.entries(run.economy.tables).flatMap(([name, table]) => {
    const { horizon, sectors, futures, length } = table, size = { rows: horizon, futures, sectors };
    const columns = [...table.solved].map((one) => ({ array: run.columns[name][one].value, first: length, ...size }));
    return [...columns, { array: run.outside[name], first: 0, ...size }];
  });
}
