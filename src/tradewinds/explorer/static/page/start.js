// From the file to the page: numbers, worker, controls.

// The engine in a thread of its own; in the page's where the browser gives none, or the address ends in “?still”.
function engineOf(source) {
  if (location.search !== "?still") {
    try {
      const url = URL.createObjectURL(new Blob([source, "\nonmessage = onMessage;\n"], { type: "text/javascript" }));
      return new Worker(url);
    } catch { /* a browser that lets no file start a worker */ }
  }
  const host = { onmessage: null };
  const onMessage = new Function("postMessage", `${source}\nreturn onMessage;`)((data) => host.onmessage({ data }));
  host.postMessage = (data) => setTimeout(() => onMessage({ data }));
  return host;
}

function start() {
  const spec = JSON.parse(byId("spec").textContent), about = JSON.parse(byId("about").textContent);
  const buffer = bytesOf(byId("numbers").textContent);
  byId("numbers").remove();
  window.explorer = new App(spec, about, engineOf(byId("engine").textContent), buffer);
}

start();
