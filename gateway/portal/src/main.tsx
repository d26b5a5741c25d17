import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/app.css';
import { Center, MantineProvider, Stack, Text, Title } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { i18n } from 'i18next';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { BrowserRouter } from 'react-router';
import { App } from './app/App.tsx';
import { createTexts } from './app/i18n.ts';
import { theme, variables } from './app/theme.ts';
import { Refused, SignedOut } from './fhir/client.ts';
import { loadConfig } from './session/portalConfig.ts';
import { createRenewal } from './session/renewal.ts';
import { SessionProvider } from './session/Session.tsx';
import { createSignIn } from './session/signIn.ts';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A "no" stays a "no"; a broken line or a busy gateway is worth asking again.
      retry: (failures, error) =>
        failures < 2 &&
        !(error instanceof SignedOut) &&
        !(error instanceof Refused && error.status < 500 && error.status !== 429),
    },
  },
});

async function start(): Promise<void> {
  const root = createRoot(document.getElementById('root') as HTMLElement);
  const texts = await createTexts();
  try {
    const config = await loadConfig();
    const manager = createSignIn(config, window.location.origin, window.sessionStorage);
    const renewal = createRenewal(manager);
    const initial = await renewal.current().then(
      (user) => user ?? null,
      () => manager.getUser(),
    );
    root.render(
      <Frame texts={texts}>
        <SessionProvider config={config} manager={manager} renewal={renewal} initial={initial}>
          <BrowserRouter>
            <App />
          </BrowserRouter>
        </SessionProvider>
      </Frame>,
    );
  } catch {
    root.render(
      <Frame texts={texts}>
        <Center component="main" mih="80vh" p="md">
          <Stack align="center">
            <Title order={1} size="h3" role="alert">
              {texts.t('unavailable.title')}
            </Title>
            <Text>{texts.t('unavailable.text')}</Text>
          </Stack>
        </Center>
      </Frame>,
    );
  }
}

function Frame({ texts, children }: { texts: i18n; children: ReactNode }) {
  return (
    <StrictMode>
      <I18nextProvider i18n={texts}>
        <MantineProvider theme={theme} cssVariablesResolver={variables} forceColorScheme="light">
          <QueryClientProvider client={queries}>
            <Notifications position="top-center" />
            {children}
          </QueryClientProvider>
        </MantineProvider>
      </I18nextProvider>
    </StrictMode>
  );
}

void start();
