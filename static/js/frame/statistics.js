// In a frame of the other host: tells the counters which page was opened. Of its reader it knows nothing.
(() => {
  const told = JSON.parse(document.documentElement.dataset.told);
  const asked = new URLSearchParams(location.search);
  const page = asked.get("page") ?? "";
  const title = asked.get("title") ?? "";
  const from = asked.get("from") ?? "";
  // Whoever else opens this frame counts nothing.
  if (!page.startsWith(`${told.paper}/`)) return;

  function load(address, data = {}) {
    const script = document.createElement("script");
    Object.assign(script.dataset, data);
    script.src = address;
    return new Promise((done) => {
      script.addEventListener("load", done);
      document.head.append(script);
    });
  }

  const counters = {
    async matomo() {
      const tracker = new URL("matomo.php", told.script).href;
      window._paq = [
        ["disableCookies"], ["setTrackerUrl", tracker], ["setSiteId", told.site],
        ["setCustomUrl", page], ["setDocumentTitle", title], ["setReferrerUrl", from], ["trackPageView"],
      ];
      await load(told.script);
    },
    async plausible() {
      window.plausible = (...call) => (window.plausible.q = window.plausible.q ?? []).push(call);
      window.plausible("pageview", { u: page });
      await load(told.script, { domain: told.site });
    },
    async umami() {
      await load(told.script, { websiteId: told.site, autoTrack: "false" });
      const { hostname, pathname } = new URL(page);
      window.umami?.track((seen) => ({ ...seen, hostname, url: pathname, title, referrer: from }));
    },
  };

  function google() {
    window.dataLayer = [];
    window.gtag = function gtag() {
      window.dataLayer.push(arguments);
    };
    window.gtag("js", new Date());
    window.gtag("config", told.measurement, {
      page_location: page, page_title: title, page_referrer: from, send_page_view: true,
      cookie_flags: "SameSite=None;Secure;Partitioned",
      allow_google_signals: false, allow_ad_personalization_signals: false,
    });
    load(`https://www.googletagmanager.com/gtag/js?id=${encodeURIComponent(told.measurement)}`);
  }

  if (told.measurement) google();
  counters[told.counter]?.();
})();
