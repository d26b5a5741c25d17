import { Button, Code, CopyButton, Paper, Text, Title } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session/Session.tsx';
import type { Choice } from './choice.ts';
import { notebookOf } from './notebook.ts';

/** The same export from a notebook: for who wants it every week and not by clicking. */
export function Notebook({ choice }: { choice: Choice }) {
  const { t } = useTranslation();
  const { config } = useSession();
  const fhir = new URL(config.fhir, location.origin).href;
  const text = notebookOf(choice, { fhir, issuer: config.issuer });
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="notebook">
      <Title order={2} size="h4" id="notebook">
        {t('exports.notebook')}
      </Title>
      <Text c="#475569" mb="sm">
        {t('exports.notebookText')}
      </Text>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            onClick={copy}
            leftSection={copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
            data-testid="copy-notebook"
          >
            {t(copied ? 'exports.copied' : 'exports.copy')}
          </Button>
        )}
      </CopyButton>
      <Code block mt="sm" tabIndex={0} style={{ overflowX: 'auto' }} data-testid="notebook">
        {text}
      </Code>
    </Paper>
  );
}
