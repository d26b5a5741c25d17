import {
  Button,
  Checkbox,
  Group,
  Paper,
  Radio,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconDatabaseExport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { kindWord } from '../consent/wording.ts';
import { type Choice, KINDS, POLICIES, type Policy } from './choice.ts';

interface Props {
  choice: Choice;
  onChange: (choice: Choice) => void;
  onStart: () => void;
  busy: boolean;
}

export function ExportForm({ choice, onChange, onStart, busy }: Props) {
  const { t } = useTranslation();
  const none = choice.kinds.length === 0;
  return (
    <Paper
      withBorder
      p="lg"
      component="form"
      aria-label={t('exports.form')}
      onSubmit={(event) => {
        event.preventDefault();
        onStart();
      }}
    >
      <Stack gap="lg">
        <Radio.Group
          label={t('exports.policy')}
          value={choice.policy}
          onChange={(policy) => onChange({ ...choice, policy: policy as Policy })}
        >
          <Stack gap="xs" mt="xs">
            {POLICIES.map((policy) => (
              <Radio
                key={policy}
                value={policy}
                label={t(`exports.policies.${policy}.name`)}
                description={t(`exports.policies.${policy}.text`)}
                data-testid={`policy-${policy}`}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Checkbox.Group
          label={t('exports.kinds')}
          error={none ? t('exports.noKind') : undefined}
          value={choice.kinds}
          onChange={(kinds) => onChange({ ...choice, kinds: KINDS.filter((kind) => kinds.includes(kind)) })}
        >
          <Group gap="md" mt="xs">
            {KINDS.map((kind) => (
              <Checkbox key={kind} value={kind} label={kindWord(t, kind)} data-testid={`export-${kind}`} />
            ))}
          </Group>
        </Checkbox.Group>
        <Group align="flex-end" gap="lg">
          <TextInput
            type="date"
            label={t('exports.since')}
            value={choice.since}
            onChange={(event) => onChange({ ...choice, since: event.currentTarget.value })}
          />
          <div>
            <Text size="sm" fw={500} id="format">
              {t('exports.format')}
            </Text>
            <SegmentedControl
              aria-labelledby="format"
              value={choice.format}
              onChange={(format) => onChange({ ...choice, format: format as Choice['format'] })}
              data={[
                { value: 'parquet', label: 'Parquet' },
                { value: 'ndjson', label: 'NDJSON' },
              ]}
            />
          </div>
        </Group>
        <Group>
          <Button
            type="submit"
            loading={busy}
            disabled={none}
            leftSection={<IconDatabaseExport size={18} aria-hidden />}
            data-testid="start-export"
          >
            {t('exports.start')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
