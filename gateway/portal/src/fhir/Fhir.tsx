import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useSession } from '../session/Session.tsx';
import { createFhirClient, type FhirClient } from './client.ts';

const FhirContext = createContext<FhirClient | undefined>(undefined);

export function FhirProvider({ children }: { children: ReactNode }) {
  const { config, token, ended } = useSession();
  const client = useMemo(
    () =>
      createFhirClient({
        base: config.fhir,
        origin: window.location.origin,
        token,
        onSignedOut: ended,
      }),
    [config, token, ended],
  );
  return <FhirContext.Provider value={client}>{children}</FhirContext.Provider>;
}

export function useFhir(): FhirClient {
  const client = useContext(FhirContext);
  if (!client) {
    throw new Error('useFhir outside FhirProvider');
  }
  return client;
}
