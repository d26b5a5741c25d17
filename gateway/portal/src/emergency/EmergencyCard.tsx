import { Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { notice } from '../app/notice.ts';
import { Problem } from '../app/Page.tsx';
import { revoke } from '../consent/ceremony.ts';
import { nameOf } from '../consent/evaluation.ts';
import { plainText } from '../consent/plainText.ts';
import { momentOf } from '../consent/wording.ts';
import { useFhir } from '../fhir/Fhir.tsx';
import { type Emergency, type Finding, review } from './emergency.ts';

/** Somebody read without asking: who, why, and what the patient says to it. */
export function EmergencyCard({ emergency }: { emergency: Emergency }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const fhir = useFhir();
  const queries = useQueryClient();
  const headingId = useId();
  const [note, setNote] = useState('');
  const { practitioner, organization } = emergency;
  const names = useQuery({
    queryKey: ['names', practitioner, organization],
    queryFn: () => Promise.all([practitioner, organization].map((one) => nameOf(fhir, one))),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [who = practitioner, house = organization] = (names.data ?? []).map((name) => plainText(name, 80));
  const done = (text: string) => {
    notice(t, text);
    return Promise.all([
      queries.invalidateQueries({ queryKey: ['tasks'] }),
      queries.invalidateQueries({ queryKey: ['consents'] }),
    ]);
  };
  const saying = useMutation({
    mutationFn: (finding: Finding) => review(fhir, emergency.id, finding, note),
    onSuccess: () => done(t('emergency.noted')),
  });
  const ending = useMutation({
    mutationFn: () => revoke(fhir, emergency.consent ?? ''),
    onSuccess: () => done(t('emergency.ended')),
  });
  return (
    <Paper
      withBorder
      p={{ base: 'md', sm: 'lg' }}
      component="article"
      aria-labelledby={headingId}
      data-testid={`emergency-${emergency.id}`}
    >
      <Stack gap="sm">
        <Title order={2} size="h4" fw={600} lh={1.4} id={headingId}>
          {t('emergency.happened', { who, house })}
        </Title>
        <Text>“{emergency.reason}”</Text>
        {emergency.when && (
          <Text size="sm" c="#475569">
            {momentOf(locale, emergency.when)}
          </Text>
        )}
        {emergency.said ? (
          <Text role="status">{t('emergency.said')}</Text>
        ) : (
          <>
            <Textarea
              label={t('emergency.note')}
              maxLength={1000}
              autosize
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <Group gap="sm">
              <Button
                variant="default"
                loading={saying.isPending}
                onClick={() => saying.mutate('justified')}
                data-testid={`justified-${emergency.id}`}
              >
                {t('emergency.justified')}
              </Button>
              <Button
                variant="outline"
                color="danger"
                loading={saying.isPending}
                onClick={() => saying.mutate('not-justified')}
                data-testid={`objected-${emergency.id}`}
              >
                {t('emergency.notJustified')}
              </Button>
            </Group>
          </>
        )}
        {emergency.consent && (
          <Button
            variant="subtle"
            color="danger"
            px={4}
            loading={ending.isPending}
            onClick={() => ending.mutate()}
            data-testid={`end-${emergency.id}`}
          >
            {t('emergency.end')}
          </Button>
        )}
        {(saying.error ?? ending.error) && <Problem error={saying.error ?? ending.error} />}
      </Stack>
    </Paper>
  );
}
