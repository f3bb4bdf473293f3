import { uuid, type Consent, type Message, type Options, type Properties } from './message';
import { Queue } from './queue';
import { Store } from './store';

const version = '0.1.0';

/** The calls of Segment's tracking API, for one page. */
export class Tracker {
  private readonly store: Store;
  private readonly queue: Queue;
  private consented: Consent;

  constructor(private readonly options: Options & { endpoint: string }) {
    this.store = new Store('kindred.' + options.key + '.', options.cookieless === true);
    this.queue = new Queue(this.store, options.key, options.endpoint);
    this.consented = JSON.parse(this.store.get('consent') ?? '{}') as Consent;
  }

  track(event: string, properties: Properties = {}): void {
    this.send({ type: 'track', event, properties });
  }

  /** A view of the page; name and category where the shop has them. */
  page(name?: string, properties: Properties = {}): void {
    this.send({ type: 'page', ...(name === undefined ? {} : { name }), properties: { ...this.place(), ...properties } });
  }

  /** Says who the visitor is: all they did before, as anonymous, becomes theirs. */
  identify(userId?: string | null, traits: Properties = {}): void {
    if (userId) {
      this.store.set('user', String(userId));
    }
    this.send({ type: 'identify', traits });
  }

  group(groupId: string, traits: Properties = {}): void {
    this.send({ type: 'group', groupId, traits });
  }

  alias(userId: string, previousId?: string): void {
    this.send({ type: 'alias', previousId: previousId ?? this.store.get('user') ?? this.anonymousId() }, userId);
    this.store.set('user', userId);
  }

  /** Forgets who the visitor is, as when they sign out: whoever comes next is someone else. */
  reset(): void {
    this.store.set('user', undefined);
    this.store.set('anonymous', undefined);
  }

  /** Says what the visitor allows, with an event for each purpose. Withdrawing the consent to collect forgets what was not sent yet, and who they are. */
  consent(consent: Consent): void {
    const before = this.allowed();
    this.consented = { ...this.consented, ...consent };
    this.store.set('consent', JSON.stringify(this.consented));
    if (this.allowed()) {
      for (const [purpose, granted] of Object.entries(consent)) {
        this.track(granted ? 'Consent Granted' : 'Consent Withdrawn', { purpose });
      }
    } else if (before) {
      this.queue.clear();
      this.reset();
    }
  }

  anonymousId(): string {
    let id = this.store.get('anonymous');
    if (!id) {
      this.store.set('anonymous', id = uuid());
    }
    return id;
  }

  /** Sends what waits, for the page goes away. */
  leave(): void {
    this.queue.leave();
  }

  private allowed(): boolean {
    const signals = navigator as { globalPrivacyControl?: boolean; doNotTrack?: string | null };
    // What the visitor says on this site goes before what their browser says on all.
    return this.consented.collect
      ?? !(this.options.privacy !== false && (signals.globalPrivacyControl === true || signals.doNotTrack === '1'));
  }

  private send(call: Partial<Message> & Pick<Message, 'type'>, userId = this.store.get('user')): void {
    if (!this.allowed()) {
      return;
    }
    this.queue.add({
      ...call,
      messageId: uuid(),
      anonymousId: this.anonymousId(),
      ...(userId ? { userId } : {}),
      timestamp: new Date().toISOString(),
      context: this.context(),
    });
  }

  private place(): Properties {
    return { url: location.href, path: location.pathname, search: location.search, title: document.title, referrer: document.referrer };
  }

  private context(): object {
    const campaign: Record<string, string> = {};
    new URLSearchParams(location.search).forEach((value, name) => {
      if (name.startsWith('utm_')) {
        campaign[name === 'utm_campaign' ? 'name' : name.slice(4)] = value;
      }
    });
    return {
      library: { name: 'kindred.js', version },
      page: this.place(),
      locale: navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      screen: { width: screen.width, height: screen.height, density: devicePixelRatio },
      ...(Object.keys(campaign).length ? { campaign } : {}),
      ...(Object.keys(this.consented).length ? { consent: { categoryPreferences: this.consented } } : {}),
    };
  }
}
