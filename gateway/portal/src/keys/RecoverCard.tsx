import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../app/Confirm.tsx';
import { Problem } from '../app/Page.tsx';
import { Refused, SignedOut } from '../fhir/client.ts';
import { useSession } from '../session/Session.tsx';
import { useKeys } from './KeyRing.tsx';

/** The last way: what is lost is said before, and who asks has just signed in. */
export function RecoverCard() {
  const { t } = useTranslation();
  const { recover } = useKeys();
  const { signInAgain } = useSession();
  const [asking, setAsking] = useState(false);
  const recovering = useMutation({ mutationFn: recover, onSettled: () => setAsking(false) });
  const stale =
    recovering.error instanceof SignedOut ||
    (recovering.error instanceof Refused && recovering.error.status === 401);
  return (
    <Paper withBorder p="lg">
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('keys.lost')}
        </Title>
        <Text>{t('keys.lostText')}</Text>
        <Group>
          <Button variant="default" onClick={() => signInAgain('/keys')} data-testid="sign-in-again">
            {t('keys.signInAgain')}
          </Button>
          <Button
            variant="outline"
            color="danger"
            onClick={() => setAsking(true)}
            loading={recovering.isPending}
            data-testid="recover"
          >
            {t('keys.recover')}
          </Button>
        </Group>
        {stale && <Text role="alert">{t('keys.stale')}</Text>}
        {recovering.isError && !stale && <Problem error={recovering.error} />}
      </Stack>
      <Confirm
        opened={asking}
        title={t('keys.recoverTitle')}
        text={t('keys.recoverText')}
        action={t('keys.recover')}
        busy={recovering.isPending}
        onConfirm={() => recovering.mutate()}
        onClose={() => setAsking(false)}
      />
    </Paper>
  );
}
