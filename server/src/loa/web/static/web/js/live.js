// Keep marked parts of a page fresh: <section id="state" data-live="unit/vn/31 bulletin/7">.
// When something changes there, the page is fetched again and the part is replaced. `data-src`
// names a smaller address that answers with the part alone. Whoever is typing is left alone.

const parts = [...document.querySelectorAll("[data-live][id]")];
const topicsOf = (part) => part.dataset.live.split(/\s+/).filter(Boolean);
let wanted = new Set();
let isFetching = false;

async function refresh() {
  if (isFetching || document.hidden) return;
  isFetching = true;
  try {
    while (wanted.size) {
      const ids = [...wanted];
      wanted = new Set();
      await Promise.all(groupBySource(ids).map(([source, these]) => fetchInto(source, these)));
    }
  } finally {
    isFetching = false;
  }
}

function groupBySource(ids) {
  const groups = new Map();
  for (const id of ids) {
    const source = document.getElementById(id)?.dataset.src || location.href;
    groups.set(source, [...(groups.get(source) || []), id]);
  }
  return [...groups];
}

async function fetchInto(source, ids) {
  const answer = await fetch(source, { headers: { "X-Loa-Live": "1" } }).catch(() => null);
  if (!answer) return;
  if (answer.redirected) return location.reload(); // the visit is over: show the door
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ids) replace(document.getElementById(id), fresh.getElementById(id));
}

function replace(old, fresh) {
  if (!old || !fresh || old.innerHTML === fresh.innerHTML) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  if (focused?.matches("input, textarea, select")) return;
  const isHeard = [...old.querySelectorAll("audio, video")].some((sound) => !sound.paused);
  if (isHeard) return;
  const open = [...old.querySelectorAll("details[open][id]")].map((part) => part.id);
  const way = focused && wayTo(focused, old);
  old.replaceChildren(...document.importNode(fresh, true).childNodes);
  open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  if (way) (find(way, old) || old).focus({ preventScroll: true });
}

// A focused link is found again by its id, or by where it leads.
function wayTo(part, root) {
  if (part.id) return `#${CSS.escape(part.id)}`;
  const href = part.getAttribute("href");
  return href ? `a[href="${CSS.escape(href)}"]` : null;
}

function find(way, root) {
  return way && root.querySelector(way);
}

function changed(topic) {
  for (const part of parts) if (topicsOf(part).includes(topic)) wanted.add(part.id);
  refresh();
}

if (parts.length && "EventSource" in window) {
  const topics = new Set(parts.flatMap(topicsOf));
  const query = new URLSearchParams([...topics].map((topic) => ["topic", topic]));
  query.set("since", document.getElementById("live").dataset.drawn);
  const source = new EventSource(`/live/?${query}`);
  source.onmessage = (event) => changed(event.data);
  source.onopen = () => document.documentElement.setAttribute("data-is-live", "");
  source.onerror = () => document.documentElement.removeAttribute("data-is-live");
  document.addEventListener("visibilitychange", refresh);
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}
