/* C2SP tlog-policy: whom a reader trusts. */
import { Malformed } from './bytes.ts';
import { type Signed, type VerifierKey, verifierKey } from './note.ts';

export interface Policy {
  logs: VerifierKey[];
  witnesses: VerifierKey[];
  /** Whether enough have signed. */
  met: (signed: Signed[]) => boolean;
}

type Rule = (signers: Set<string>) => boolean;

export function parsePolicy(text: string): Policy {
  const logs: VerifierKey[] = [];
  const witnesses: VerifierKey[] = [];
  const rules = new Map<string, Rule>();
  let quorum: Rule | undefined;
  for (const line of text.split('\n')) {
    const [word, ...rest] = line.trim().split(/[ \t]+/);
    if (!word || word.startsWith('#')) {
      continue;
    }
    if (word === 'log') {
      logs.push(verifierKey(rest[0] ?? ''));
    } else if (word === 'witness') {
      const key = verifierKey(rest[1] ?? '');
      witnesses.push(key);
      define(rules, rest[0], (signers) => signers.has(key.text));
    } else if (word === 'group') {
      define(rules, rest[0], groupOf(rules, rest));
    } else if (word === 'quorum' && !quorum) {
      quorum = rest[0] === 'none' ? () => true : known(rules, rest[0]);
    } else {
      throw new Malformed('policy');
    }
  }
  if (!quorum) {
    throw new Malformed('policy');
  }
  const rule = quorum;
  return { logs, witnesses, met: (signed) => rule(new Set(signed.map((one) => one.key.text))) };
}

function define(rules: Map<string, Rule>, name: string | undefined, rule: Rule) {
  if (!name || name === 'none' || rules.has(name)) {
    throw new Malformed('policy');
  }
  rules.set(name, rule);
}

function groupOf(rules: Map<string, Rule>, [, threshold, ...names]: string[]): Rule {
  const members = names.map((name) => known(rules, name));
  const least = threshold === 'any' ? 1 : threshold === 'all' ? members.length : Number(threshold);
  if (!Number.isInteger(least) || least < 1 || least > members.length) {
    throw new Malformed('policy');
  }
  return (signers) => members.filter((member) => member(signers)).length >= least;
}

function known(rules: Map<string, Rule>, name: string | undefined): Rule {
  const rule = rules.get(name ?? '');
  if (!rule) {
    throw new Malformed('policy');
  }
  return rule;
}
