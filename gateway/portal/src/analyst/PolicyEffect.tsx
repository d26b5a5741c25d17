import { Badge, Paper, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Loading, Problem } from '../app/Page.tsx';
import { useFhir } from '../fhir/Fhir.tsx';
import type { Parameters } from '../fhir/types.ts';
import type { Policy } from './choice.ts';
import { effectOf, type Line, SAMPLE } from './effect.ts';

const LOOK: Record<Line['fate'], { color: string; c: string }> = {
  kept: { color: 'gray', c: '#334155' },
  changed: { color: 'yellow', c: '#713f12' },
  gone: { color: 'danger', c: '#991b1b' },
  new: { color: 'brand', c: '#115e59' },
};

/** A made-up patient before and after the policy, by the same engine that exports go through. */
export function PolicyEffect({ policy }: { policy: Policy }) {
  const { t } = useTranslation();
  const fhir = useFhir();
  const effect = useQuery({
    queryKey: ['policy-effect', policy],
    queryFn: async () => effectOf(SAMPLE, await fhir.post<unknown>('$deidentify', asked(policy))),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="effect" data-testid="effect">
      <Title order={2} size="h4" id="effect">
        {t('exports.effect')}
      </Title>
      <Text c="#475569" mb="sm">
        {t('exports.effectLead')}
      </Text>
      {effect.isPending && <Loading />}
      {effect.isError && <Problem error={effect.error} onRetry={() => effect.refetch()} />}
      {effect.isSuccess && (
        <Table className="effect" layout="fixed" data-testid={`effect-${policy}`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('exports.field')}</Table.Th>
              <Table.Th>{t('exports.before')}</Table.Th>
              <Table.Th>{t('exports.after')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {effect.data.map((line) => (
              <Row key={line.place} line={line} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}

function asked(policy: Policy): Parameters {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'policy', valueString: policy },
      { name: 'resource', resource: SAMPLE },
    ],
  } as Parameters;
}

function Row({ line }: { line: Line }) {
  const { t } = useTranslation();
  const { color, c } = LOOK[line.fate];
  return (
    <Table.Tr data-fate={line.fate}>
      <Table.Th scope="row" fw={400} style={{ overflowWrap: 'anywhere' }}>
        {line.place}
      </Table.Th>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{line.before ?? '–'}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {line.fate === 'gone' ? null : `${line.after} `}
        {line.fate !== 'kept' && (
          <Badge variant="light" color={color} c={c} tt="none">
            {t(`exports.fate.${line.fate}`)}
          </Badge>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
