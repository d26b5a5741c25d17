/* C2SP tlog-policy: whom a reader trusts. */
import { Malformed, same } from './bytes.ts';
import { type Signed, type VerifierKey, verifierKey } from './note.ts';

export interface Policy {
  logs: VerifierKey[];
  witnesses: VerifierKey[];
  /** Whether enough have signed. */
  met: (signed: Signed[]) => boolean;
}

type Rule = (signers: Set<string>) => boolean;

/** Reads a policy, line by line; every name must be defined on a line before it is used. */
export function parsePolicy(text: string): Policy {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) {
    throw new Malformed('policy');
  }
  const reader = new Reader();
  for (const line of text.split('\n')) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words[0] !== undefined && !words[0].startsWith('#')) {
      reader.line(words[0], words.slice(1));
    }
  }
  return reader.policy();
}

class Reader {
  private readonly logs: VerifierKey[] = [];
  private readonly witnesses: VerifierKey[] = [];
  private readonly rules = new Map<string, Rule>();
  private readonly grouped = new Set<string>();
  private quorum: Rule | undefined;

  line(word: string, rest: string[]) {
    const [first, second] = rest;
    if (word === 'log' && first !== undefined && rest.length <= 2) {
      add(this.logs, verifierKey(first), (key) => key.unchecked || !key.cosigner);
    } else if (word === 'witness' && first !== undefined && second !== undefined && rest.length <= 3) {
      const key = verifierKey(second);
      add(this.witnesses, key, (one) => one.cosigner);
      this.define(first, (signers) => signers.has(key.text));
    } else if (word === 'group' && first !== undefined && second !== undefined && rest.length >= 3) {
      this.define(first, this.group(second, rest.slice(2)));
    } else if (word === 'quorum' && first !== undefined && rest.length === 1 && !this.quorum) {
      this.quorum = first === 'none' ? () => true : this.known(first);
    } else {
      throw new Malformed('policy');
    }
  }

  policy(): Policy {
    const rule = this.quorum;
    if (!rule) {
      throw new Malformed('policy');
    }
    return {
      logs: this.logs,
      witnesses: this.witnesses,
      met: (signed) => rule(new Set(signed.map((one) => one.key.text))),
    };
  }

  private define(name: string, rule: Rule) {
    if (name === 'none' || this.rules.has(name)) {
      throw new Malformed('policy');
    }
    this.rules.set(name, rule);
  }

  /** A name may be in one group only, and once: each witness counts in one way. */
  private group(threshold: string, names: string[]): Rule {
    const members = names.map((name) => {
      if (this.grouped.has(name)) {
        throw new Malformed('policy');
      }
      this.grouped.add(name);
      return this.known(name);
    });
    const least = leastOf(threshold, members.length);
    return (signers) => members.filter((member) => member(signers)).length >= least;
  }

  private known(name: string): Rule {
    const rule = this.rules.get(name);
    if (!rule) {
      throw new Malformed('policy');
    }
    return rule;
  }
}

/** Two keys are the same if they wrap the same public key, under whatever names. */
function add(keys: VerifierKey[], key: VerifierKey, fits: (key: VerifierKey) => boolean) {
  if (!fits(key) || keys.some((other) => same(other.key, key.key))) {
    throw new Malformed('policy');
  }
  keys.push(key);
}

function leastOf(threshold: string, count: number): number {
  if (threshold === 'any' || threshold === 'all') {
    return threshold === 'any' ? 1 : count;
  }
  const least = /^[1-9][0-9]{0,3}$/.test(threshold) ? Number(threshold) : 0;
  if (least < 1 || least > count) {
    throw new Malformed('policy');
  }
  return least;
}
