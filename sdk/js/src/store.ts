/** Values of this browser under one prefix; of this page alone where storing is forbidden or impossible. */
export class Store {
  private readonly own: Record<string, string> = {};
  private readonly disk: Storage | undefined;

  constructor(private readonly prefix: string, cookieless: boolean) {
    try {
      this.disk = cookieless ? undefined : localStorage;
    } catch {
      // A browser that forbids storage throws on asking for it.
    }
  }

  get(name: string): string | undefined {
    try {
      return this.disk?.getItem(this.prefix + name) ?? this.own[name];
    } catch {
      return this.own[name];
    }
  }

  set(name: string, value: string | undefined): void {
    try {
      if (value === undefined) {
        this.disk?.removeItem(this.prefix + name);
      } else {
        this.disk?.setItem(this.prefix + name, value);
      }
    } catch {
      // The disk is full or forbidden: this page remembers.
    }
    if (value === undefined) {
      delete this.own[name];
    } else {
      this.own[name] = value;
    }
  }
}
