import { describe, expect, it } from 'vitest';
import { validConfig } from './portalConfig.ts';
import { safeReturn } from './signIn.ts';

describe('safeReturn', () => {
  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/a?b=c',
    7,
    null,
  ])('does not follow %s', (path) => {
    expect(safeReturn(path)).toBe('/');
  });

  it('returns to a page of its own', () => {
    expect(safeReturn('/requests/c-1/finish')).toBe('/requests/c-1/finish');
    expect(safeReturn('/requests/c-1/finish?outcome=refused')).toBe('/requests/c-1/finish?outcome=refused');
  });
});

describe('validConfig', () => {
  it('names what is missing', () => {
    expect(() => validConfig({ issuer: 'https://id.example' })).toThrow('clientId');
    expect(() => validConfig(null)).toThrow('issuer');
  });
});
