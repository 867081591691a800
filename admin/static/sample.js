// Before the form is there: what it would send stays here, and is answered as the server would answer it.

const receipt = () => ({ receipt: { response: "sample", submitted_at: new Date().toISOString() } });
const real = window.fetch.bind(window);

window.fetch = (what, options = {}) => {
  const path = new URL(what instanceof Request ? what.url : what, location.href).pathname;
  const method = (options.method ?? (what instanceof Request ? what.method : "GET")).toUpperCase();
  if (method === "GET") return real(what, options);
  if (!path.endsWith("/responses")) return Promise.resolve(new Response(null, { status: 204 }));
  const headers = { "Content-Type": "application/json" };
  return Promise.resolve(new Response(JSON.stringify(receipt()), { status: 201, headers }));
};
navigator.sendBeacon = () => true;
// What was begun here is not to be found by the form's own page, nor a quiet period to keep it from showing.
for (const name of ["sessionStorage", "localStorage"]) {
  const kept = new Map();
  const storage = {
    getItem: (key) => kept.get(String(key)) ?? null,
    setItem: (key, value) => void kept.set(String(key), String(value)),
    removeItem: (key) => void kept.delete(String(key)),
  };
  Object.defineProperty(window, name, { value: storage });
}
addEventListener("submit", (event) => event.preventDefault(), true);
