import type { Properties } from './message';
import type { Tracker } from './tracker';

/** A visitor who neither moves nor types for this long is not there. */
const idleMs = 15000;
/** Of one page no more errors than this are told: a broken script repeats itself. */
const mostErrors = 10;
const mostText = 80;

/** Sends page views, the time and depth of each, clicks, links that lead away, forms and errors. */
export function automatic(tracker: Tracker): void {
  const view = engagement(tracker);
  const open = () => {
    view.begin();
    tracker.page();
  };
  open();

  // A page that changes its address without loading: pushState and replaceState tell nobody, so they are asked to.
  let address = location.pathname + location.search;
  const moved = () => {
    const now = location.pathname + location.search;
    if (now !== address) {
      address = now;
      view.end();
      open();
    }
  };
  for (const name of ['pushState', 'replaceState'] as const) {
    const change = history[name];
    history[name] = function (...state) {
      change.apply(this, state);
      // The page sets its title after its address.
      setTimeout(moved);
    };
  }
  addEventListener('popstate', () => setTimeout(moved));

  addEventListener('pagehide', () => {
    view.end();
    tracker.leave();
  });
  addEventListener('pageshow', shown => {
    if (shown.persisted) {
      open();
    }
  });

  document.addEventListener('click', clicked => click(tracker, clicked), true);
  document.addEventListener('submit', submitted => {
    const form = submitted.target as HTMLFormElement;
    tracker.track('Form Submitted', { ...described(form), action: form.getAttribute('action') ?? location.pathname, method: form.method });
  }, true);

  let errors = 0;
  const failed = (message: string, properties: Properties) => {
    if (errors++ < mostErrors) {
      tracker.track('Error Shown', { message: message.slice(0, 500), ...properties });
    }
  };
  addEventListener('error', event => {
    if (event.message) {
      failed(event.message, { source: event.filename, line: event.lineno });
    }
  });
  addEventListener('unhandledrejection', event => failed(String(event.reason), {}));
}

/** How far a view was scrolled and how long the visitor was there: the page visible, and they active. */
function engagement(tracker: Tracker) {
  let place: Properties | undefined;
  let depth = 0;
  let engaged = 0;
  let counted = 0;
  let active = 0;

  const count = () => {
    const now = performance.now();
    if (!document.hidden) {
      engaged += Math.max(0, Math.min(now, active + idleMs) - counted);
    }
    counted = now;
  };
  const act = () => {
    count();
    active = counted;
  };
  const look = () => {
    const { scrollHeight } = document.documentElement;
    depth = Math.max(depth, scrollHeight ? Math.min(1, (scrollY + innerHeight) / scrollHeight) : 1);
  };
  for (const name of ['mousemove', 'mousedown', 'keydown', 'touchstart', 'scroll', 'focus']) {
    addEventListener(name, act, { capture: true, passive: true });
  }
  addEventListener('scroll', look, { capture: true, passive: true });
  document.addEventListener('visibilitychange', () => {
    // The time until now was seen if the page is hidden from now on, and the other way round.
    if (document.hidden) {
      engaged += Math.max(0, Math.min(performance.now(), active + idleMs) - counted);
    }
    counted = performance.now();
    active = counted;
  });

  return {
    begin() {
      place = { url: location.href, path: location.pathname, title: document.title };
      [depth, engaged, counted, active] = [0, 0, performance.now(), performance.now()];
    },
    end() {
      if (place) {
        count();
        look();
        tracker.track('Page Left', { ...place, duration_seconds: Math.round(engaged) / 1000, scroll_depth: Math.round(depth * 1000) / 1000 });
        place = undefined;
      }
    },
  };
}

function click(tracker: Tracker, event: MouseEvent): void {
  const target = (event.target as Element).closest?.('a,button,input,select,summary,[role=button],[onclick],[data-track]');
  if (!target) {
    return;
  }
  const properties = described(target);
  const link = target instanceof HTMLAnchorElement && target.href ? target : undefined;
  if (link && /^https?:/.test(link.protocol) && link.host !== location.host) {
    tracker.track('Outbound Link Clicked', { ...properties, href: link.href });
  } else {
    tracker.track('Element Clicked', { ...properties, ...(link ? { href: link.href } : {}) });
  }
}

/** What tells an element from others: never what a visitor typed. */
function described(element: Element): Properties {
  const named = element.getAttribute('data-track') ?? element.getAttribute('aria-label');
  const text = named ?? (element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLFormElement
    ? element.getAttribute('name')
    : element.textContent?.replace(/\s+/g, ' ').trim());
  return {
    element: element.tagName.toLowerCase(),
    ...(element.id ? { id: element.id } : {}),
    ...(text ? { text: text.slice(0, mostText) } : {}),
  };
}
