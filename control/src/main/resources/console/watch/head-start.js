// Begins what the first picture waits for while the player is still on its way: fetches what the
// player will ask for, which the server says in the page, and lets the picture open its source.
// Stands in the page itself, before all else; the policy of the page names it by its hash.

(() => {
  /** After this long, what was fetched is not what is live any more. */
  const FRESH_MS = 2000;

  const { base, paths } = document.currentScript.dataset;
  const session = crypto.randomUUID?.() ?? Math.random().toString(36).slice(2);
  const ahead = new Map();

  for (const path of paths.split(" ").filter(Boolean)) {
    const url = new URL(base + path, location.href).href;
    const bytes = fetch(url, { headers: { "X-Playback-Session-Id": session } }).then((answer) => {
      if (!answer.ok) {
        throw new Error(`the server answered ${answer.status}`);
      }
      return answer.arrayBuffer();
    });
    // Whoever takes it hears of the failure; nobody may.
    bytes.catch(() => {});
    ahead.set(url, bytes);
  }
  setTimeout(() => ahead.clear(), FRESH_MS);

  let source = null;
  if (paths && window.MediaSource) {
    // The rest of the page has been read when this comes; no other script has run.
    document.addEventListener(
      "readystatechange",
      () => {
        source = new MediaSource();
        document.getElementById("video").src = URL.createObjectURL(source);
      },
      { once: true },
    );
  }

  window.headStart = {
    /** Tells this viewer from others behind the same address, and in no URL: caches work. */
    session,
    /** A promise of the bytes at an address, once; null when they were not fetched. */
    take(url) {
      const bytes = ahead.get(url);
      ahead.delete(url);
      return bytes ?? null;
    },
    /** The source that the picture has already, once; null when it has none. */
    takeSource() {
      const taken = source;
      source = null;
      return taken;
    },
  };
})();
