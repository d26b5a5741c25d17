import {
  Alert,
  Button,
  Center,
  Container,
  Group,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  ThemeIcon,
  Title,
} from '@mantine/core';
import { IconEye, IconHandStop, IconKey, IconMessageQuestion } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Brand } from '../app/Shell.tsx';
import { useSession } from './Session.tsx';

const PROMISES = [
  { key: 'ask', icon: IconMessageQuestion },
  { key: 'revoke', icon: IconHandStop },
  { key: 'see', icon: IconEye },
  { key: 'keys', icon: IconKey },
];

export function LandingPage({ returnTo }: { returnTo: string }) {
  const { t } = useTranslation();
  const { signIn } = useSession();
  const [state, setState] = useState<'idle' | 'leaving' | 'failed'>('idle');
  useEffect(() => {
    document.title = t('app.name');
  }, [t]);

  async function go() {
    setState('leaving');
    await signIn(returnTo).catch(() => setState('failed'));
  }

  return (
    <Container component="main" size="md" py={{ base: 'lg', sm: 60 }}>
      <Stack gap={40}>
        <Brand />
        <Stack gap="md" align="flex-start">
          <Title order={1} maw={620} fz={{ base: 30, sm: 42 }} lh={1.15}>
            {t('landing.title')}
          </Title>
          <Text fz="lg" maw={560} c="#334155">
            {t('landing.lead')}
          </Text>
          <Button size="lg" onClick={go} loading={state === 'leaving'} data-testid="sign-in">
            {t('landing.signIn')}
          </Button>
          {state === 'failed' && (
            <Alert color="danger" role="alert" title={t('unavailable.title')}>
              <Text c="#0f172a">{t('unavailable.text')}</Text>
            </Alert>
          )}
        </Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {PROMISES.map(({ key, icon: Icon }) => (
            <Paper key={key} withBorder p="lg">
              <Group wrap="nowrap" align="flex-start">
                <ThemeIcon variant="light" size="lg" aria-hidden>
                  <Icon size={20} />
                </ThemeIcon>
                <div>
                  <Title order={2} size="h5">
                    {t(`landing.${key}`)}
                  </Title>
                  <Text c="#475569">{t(`landing.${key}Text`)}</Text>
                </div>
              </Group>
            </Paper>
          ))}
        </SimpleGrid>
      </Stack>
    </Container>
  );
}

/** Where the identity provider comes back to. */
export function SignedInPage({ onDone }: { onDone: (returnTo: unknown) => void }) {
  const { t } = useTranslation();
  const { manager, signIn } = useSession();
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let current = true;
    redeem(manager)
      .then((state) => current && onDone(state))
      .catch(() => current && setFailed(true));
    return () => {
      current = false;
    };
  }, [manager, onDone]);

  return (
    <Center component="main" mih="80vh" p="md">
      <Stack align="center" ta="center">
        <Title order={1} size="h3" role={failed ? 'alert' : 'status'}>
          {t(failed ? 'signedIn.failed' : 'signedIn.title')}
        </Title>
        {failed && (
          <>
            <Text>{t('signedIn.failedText')}</Text>
            <Button onClick={() => signIn()} data-testid="sign-in">
              {t('app.retry')}
            </Button>
          </>
        )}
      </Stack>
    </Center>
  );
}

let redeeming: Promise<unknown> | undefined;

/** A code can be redeemed once, and React may run an effect twice. */
function redeem(manager: ReturnType<typeof useSession>['manager']): Promise<unknown> {
  redeeming ??= manager
    .signinRedirectCallback()
    .then((user) => (user.state as { returnTo?: unknown } | undefined)?.returnTo);
  return redeeming;
}
