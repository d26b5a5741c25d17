import { Paper, Stack, Switch, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Problem } from '../app/Page.tsx';
import { useFhir } from '../fhir/Fhir.tsx';
import { emergencyAllowed } from './emergency.ts';

/** Whether a doctor may open the emergency data without asking first. */
export function EmergencyChoice({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const fhir = useFhir();
  const queries = useQueryClient();
  const queryKey = ['emergency', patient];
  const choice = useQuery({ queryKey, queryFn: () => emergencyAllowed(fhir, patient) });
  const choosing = useMutation({
    mutationFn: (allowed: boolean) => emergencyAllowed(fhir, patient, allowed),
    onSuccess: (allowed) => queries.setQueryData(queryKey, allowed),
  });
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('emergency.title')}
        </Title>
        <Text>{t('emergency.text')}</Text>
        <Switch
          size="md"
          label={t('emergency.allowed')}
          checked={choice.data ?? true}
          disabled={!choice.isSuccess || choosing.isPending}
          onChange={(event) => choosing.mutate(event.currentTarget.checked)}
          data-testid="emergency-allowed"
        />
        {choice.data === false && <Text role="status">{t('emergency.off')}</Text>}
        {(choice.error ?? choosing.error) && <Problem error={choice.error ?? choosing.error} />}
      </Stack>
    </Paper>
  );
}
