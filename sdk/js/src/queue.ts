import type { Message } from './message';
import type { Store } from './store';

/** The most messages of one request, and the most bytes: what a page that is left can still send is bounded to 64 KiB. */
const mostMessages = 50;
const mostBytes = 60000;
/** The most messages kept while there is no connection; the oldest go first. */
const mostKept = 1000;
const pauseMs = 1000;
const longestPauseMs = 60000;

/**
 * Messages that wait to be sent, in order. Each waits on the device until the collector has acknowledged it, so that a lost connection or a
 * killed tab loses nothing: the next page sends it. Every tab has a list of its own and takes over those of tabs that are gone.
 */
export class Queue {
  private waiting: Message[] = [];
  private sending = 0;
  private pause = pauseMs;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly name = 'queue.' + Math.random().toString(36).slice(2);

  constructor(private readonly store: Store, private readonly key: string, private readonly endpoint: string) {
    this.adopt();
    addEventListener('online', () => this.later(0));
    if (this.waiting.length) {
      this.later(0);
    }
  }

  add(message: Message): void {
    this.waiting.push(message);
    this.waiting.splice(0, Math.max(0, this.waiting.length - mostKept));
    this.keep();
    this.later(this.pause === pauseMs ? 300 : this.pause);
  }

  /** Forgets what waits: the visitor does not want it sent. */
  clear(): void {
    this.waiting = [];
    this.sending = 0;
    this.keep();
  }

  /** Sends what waits as the page goes away. Whether it arrived cannot be told, so it stays on the device and the collector drops what it has already. */
  leave(): void {
    for (let from = 0; from < this.waiting.length;) {
      const batch = this.batch(from);
      if (!navigator.sendBeacon?.(this.url, this.body(batch))) {
        break;
      }
      from += batch.length;
    }
  }

  private get url(): string {
    return this.endpoint + '/v1/batch';
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), ms);
  }

  private async send(): Promise<void> {
    if (this.sending || !this.waiting.length) {
      return;
    }
    const batch = this.batch(0);
    this.sending = batch.length;
    let done = false;
    try {
      // Text needs no permission asked of another origin first.
      const reply = await fetch(this.url, { method: 'POST', body: this.body(batch), keepalive: true, credentials: 'omit', headers: { 'Content-Type': 'text/plain' } });
      // What the collector refuses once it refuses always.
      done = reply.ok || (reply.status >= 400 && reply.status < 500 && reply.status !== 408 && reply.status !== 429);
    } catch {
      // No connection: tried again.
    }
    const sent = this.sending;
    this.sending = 0;
    if (done) {
      this.waiting.splice(0, sent);
      this.keep();
      this.pause = pauseMs;
      this.later(0);
    } else {
      this.later(this.pause * (0.5 + Math.random()));
      this.pause = Math.min(2 * this.pause, longestPauseMs);
    }
  }

  private batch(from: number): Message[] {
    let bytes = 0;
    let until = from;
    while (until < this.waiting.length && until - from < mostMessages) {
      // A character is up to three bytes.
      bytes += 3 * JSON.stringify(this.waiting[until]).length;
      if (bytes > mostBytes && until > from) {
        break;
      }
      until++;
    }
    return this.waiting.slice(from, until);
  }

  private body(batch: Message[]): string {
    return JSON.stringify({ writeKey: this.key, batch, sentAt: new Date().toISOString() });
  }

  private keep(): void {
    this.store.set(this.name, this.waiting.length ? JSON.stringify(this.waiting) : undefined);
    this.store.set('tabs', this.waiting.length ? JSON.stringify([...new Set([...this.tabs(), this.name])]) : this.without(this.name));
  }

  private tabs(): string[] {
    try {
      return JSON.parse(this.store.get('tabs') ?? '[]') as string[];
    } catch {
      return [];
    }
  }

  private without(name: string): string | undefined {
    const others = this.tabs().filter(tab => tab !== name);
    return others.length ? JSON.stringify(others) : undefined;
  }

  /** Takes what other pages left behind. Of a tab that still lives both send it, and the collector keeps one. */
  private adopt(): void {
    for (const tab of this.tabs()) {
      try {
        this.waiting.push(...JSON.parse(this.store.get(tab) ?? '[]') as Message[]);
      } catch {
        // Not ours, or cut off.
      }
      this.store.set(tab, undefined);
    }
    this.store.set('tabs', undefined);
    this.waiting.splice(0, Math.max(0, this.waiting.length - mostKept));
    if (this.waiting.length) {
      this.keep();
    }
  }
}
