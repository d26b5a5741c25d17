import { Malformed } from './malformed.ts';

/*
 * The four forms of MessagePack that Umbral's objects use: short arrays (9N), byte strings up to
 * 255 bytes (c4), true and false. Everything else is refused, so two different byte strings never
 * mean the same object.
 */

export class Packer {
  private readonly bytes: number[] = [];

  array(size: number): this {
    this.bytes.push(0x90 | size);
    return this;
  }

  binary(value: Uint8Array): this {
    this.bytes.push(0xc4, value.length, ...value);
    return this;
  }

  flag(value: boolean): this {
    this.bytes.push(value ? 0xc3 : 0xc2);
    return this;
  }

  done(): Uint8Array {
    return Uint8Array.from(this.bytes);
  }
}

export class Unpacker {
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly what: string,
  ) {}

  array(size: number): this {
    if (this.next() !== (0x90 | size)) {
      throw new Malformed(this.what, `expected an array of ${size} at byte ${this.at - 1}`);
    }
    return this;
  }

  binary(length: number): Uint8Array {
    if (this.next() !== 0xc4 || this.next() !== length) {
      throw new Malformed(this.what, `expected ${length} bytes at byte ${this.at - 2}`);
    }
    if (this.at + length > this.bytes.length) {
      throw new Malformed(this.what, 'ends too early');
    }
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }

  flag(): boolean {
    const byte = this.next();
    if (byte !== 0xc2 && byte !== 0xc3) {
      throw new Malformed(this.what, `expected true or false at byte ${this.at - 1}`);
    }
    return byte === 0xc3;
  }

  end(): void {
    if (this.at !== this.bytes.length) {
      throw new Malformed(this.what, 'has trailing bytes');
    }
  }

  private next(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) {
      throw new Malformed(this.what, 'ends too early');
    }
    this.at += 1;
    return byte;
  }
}
