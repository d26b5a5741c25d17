/** Where the parts of this exchange are; the gateway tells it, nothing is compiled in. */
export interface PortalConfig {
  issuer: string;
  clientId: string;
  fhir: string;
  events: string;
  ledger: string;
}

export async function loadConfig(fetcher: typeof fetch = fetch): Promise<PortalConfig> {
  const response = await fetcher('/portal-config.json', { headers: { Accept: 'application/json' } });
  if (!response.ok) {
    throw new Error(`portal-config.json answered ${response.status}`);
  }
  return validConfig(await response.json());
}

export function validConfig(value: unknown): PortalConfig {
  const found = value as Record<string, unknown>;
  for (const key of ['issuer', 'clientId', 'fhir', 'events', 'ledger']) {
    if (typeof found?.[key] !== 'string' || found[key] === '') {
      throw new Error(`portal-config.json has no ${key}`);
    }
  }
  return found as unknown as PortalConfig;
}
