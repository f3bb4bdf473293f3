/** What is sent of one call, in the form of Segment's tracking API. */
export interface Message {
  type: 'track' | 'identify' | 'page' | 'group' | 'alias';
  messageId: string;
  anonymousId: string;
  timestamp: string;
  context: object;
  userId?: string;
  event?: string;
  name?: string;
  category?: string;
  groupId?: string;
  previousId?: string;
  properties?: Properties;
  traits?: Properties;
}

export type Properties = Record<string, unknown>;

/** What a visitor allows: keeping what they do, analysing it, being addressed by it. */
export interface Consent {
  collect?: boolean;
  analyse?: boolean;
  activate?: boolean;
}

export interface Options {
  /** The write key of the source. */
  key: string;
  /** Where the collector is; the origin and folder that the script came from where left out. */
  endpoint?: string;
  /** Keep nothing on the visitor's device: no identity survives the page. */
  cookieless?: boolean;
  /** Send page views, clicks, engagement, forms and errors without being asked; true where left out. */
  automatic?: boolean;
  /** Heed Global Privacy Control and Do Not Track; true where left out. */
  privacy?: boolean;
}

/** 122 random bits, as a version 4 UUID. */
export function uuid(): string {
  // crypto.randomUUID is missing on pages without TLS.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, i) =>
    (i === 6 ? (byte & 15) | 64 : i === 8 ? (byte & 63) | 128 : byte).toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
