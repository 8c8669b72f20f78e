// From the file to the page: numbers, worker, controls.

const MOST_HELPERS = 3, MANY = 2000000;

// The engine in threads of its own; in the page's where the browser gives none, or the address ends in “?still”.
function engineOf(source, spec, buffer) {
  if (location.search !== "?still") {
    try {
      const url = URL.createObjectURL(new Blob([source, "\nonmessage = onMessage;\n"], { type: "text/javascript" }));
      const first = new Worker(url), ports = [];
      for (let i = helperCount(spec); i > 0; i -= 1) {
        const channel = new MessageChannel();
        new Worker(url).postMessage({ kind: "begin", spec, buffer, port: channel.port1 }, [channel.port1]);
        ports.push(channel.port2);
      }
      return { engine: first, ports };
    } catch { /* a browser that lets no file start a worker */ }
  }
  const host = { onmessage: null };
  const onMessage = new Function("postMessage", `${source}\nreturn onMessage;`)((data) => host.onmessage({ data }));
  host.postMessage = (data) => setTimeout(() => onMessage({ data }));
  return { engine: host, ports: [] };
}

// As many helpers as there are processors for; one where a path takes much memory.
function helperCount(spec) {
  const cells = spec.futures * spec.rates.length * (spec.horizon + spec.tables.sectors.length);
  return Math.min(cells > MANY ? 1 : MOST_HELPERS, (navigator.hardwareConcurrency || 2) - 1);
}

function start() {
  const spec = JSON.parse(byId("spec").textContent), about = JSON.parse(byId("about").textContent);
  const buffer = bytesOf(byId("numbers").textContent);
  byId("numbers").remove();
  const { engine, ports } = engineOf(byId("engine").textContent, spec, buffer);
  window.explorer = new App(spec, about, engine, buffer, ports);
}

start();
