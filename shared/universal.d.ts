// The few globals that Node and the browser both have. This folder is checked without the types of either,
// so that nothing belonging to one side alone slips in; what both have is declared here, as narrowly as used.

declare class URL {
  constructor(url: string, base?: string | URL);
  href: string;
  protocol: string;
  username: string;
  password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
  readonly origin: string;
  toString(): string;
}

declare class TextEncoder {
  encode(input?: string): Uint8Array;
}

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean });
  decode(input?: Uint8Array): string;
}

/** Base64 of a text whose characters stand for bytes. */
declare function btoa(data: string): string;
declare function atob(base64: string): string;
