import { Button, Checkbox, Group, NativeSelect, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { notice } from '../app/notice.ts';
import { Loading, Problem } from '../app/Page.tsx';
import { momentOf } from '../consent/wording.ts';
import { useFhir } from '../fhir/Fhir.tsx';
import { readSign, touch } from './people.ts';

const DAYS = [7, 30, 90, 180, 365];

/** For the case that nothing is heard of the patient any more. */
export function SilenceCard({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const fhir = useFhir();
  const queries = useQueryClient();
  const [days, setDays] = useState('90');
  const [lapse, setLapse] = useState(false);
  const sign = useQuery({ queryKey: ['sign-of-life', patient], queryFn: () => readSign(fhir, patient) });
  const touching = useMutation({
    mutationFn: (choice?: { days: number; lapse: boolean }) => touch(fhir, patient, choice),
    onSuccess: () => {
      notice(t, t('silence.saved'));
      return Promise.all([
        queries.invalidateQueries({ queryKey: ['sign-of-life'] }),
        queries.invalidateQueries({ queryKey: ['consents'] }),
      ]);
    },
  });
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }} data-testid="silence">
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('silence.title')}
        </Title>
        <Text>{t('silence.text')}</Text>
        {sign.isPending && <Loading />}
        {sign.isError && <Problem error={sign.error} onRetry={() => sign.refetch()} />}
        {sign.data && (
          <>
            <Text role="status" fw={550} data-testid="silence-due">
              {t(sign.data.lapse ? 'silence.dueLapse' : 'silence.due', {
                when: momentOf(locale, sign.data.due),
              })}
            </Text>
            <Group>
              <Button onClick={() => touching.mutate(undefined)} data-testid="touch">
                {t('silence.here')}
              </Button>
              <Button
                variant="default"
                onClick={() => touching.mutate({ days: 0, lapse: false })}
                data-testid="forget"
              >
                {t('silence.forget')}
              </Button>
            </Group>
          </>
        )}
        {sign.data === null && (
          <>
            <NativeSelect
              label={t('silence.days')}
              value={days}
              onChange={(event) => setDays(event.currentTarget.value)}
              data={DAYS.map((count) => ({ value: String(count), label: t('silence.count', { count }) }))}
            />
            <Checkbox
              size="md"
              label={t('silence.lapse')}
              checked={lapse}
              onChange={(event) => setLapse(event.currentTarget.checked)}
            />
            <Group>
              <Button
                variant="default"
                onClick={() => touching.mutate({ days: Number(days), lapse })}
                data-testid="choose-silence"
              >
                {t('silence.choose')}
              </Button>
            </Group>
          </>
        )}
        {touching.isError && <Problem error={touching.error} />}
      </Stack>
    </Paper>
  );
}
