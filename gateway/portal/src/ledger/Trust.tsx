import { Anchor, Button, Group, Paper, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parsePolicy } from './policy.ts';

interface TrustProps {
  text: string;
  changed: boolean;
  onChange: (text: string | undefined) => void;
}

/** Whom this page believes. What the gateway offers is only as good as the gateway, so another may be given. */
export function Trust({ text, changed, onChange }: TrustProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(text);
  const [wrong, setWrong] = useState(false);

  function use() {
    try {
      parsePolicy(draft);
      setWrong(false);
      setOpen(false);
      onChange(draft);
    } catch {
      setWrong(true);
    }
  }

  return (
    <Paper withBorder p="md" data-testid="trust">
      <Text>
        {t(changed ? 'explorer.trustOwn' : 'explorer.trustOffered')}{' '}
        <Anchor
          component="button"
          type="button"
          c="#0f766e"
          underline="always"
          onClick={() => setOpen(!open)}
          aria-expanded={open}
        >
          {t('explorer.trustChange')}
        </Anchor>
      </Text>
      {open && (
        <>
          <Textarea
            mt="sm"
            label={t('explorer.trustLabel')}
            description={t('explorer.trustHelp')}
            error={wrong ? t('explorer.trustWrong') : undefined}
            autosize
            minRows={4}
            maxRows={10}
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
            styles={{ input: { fontFamily: 'monospace', color: '#0f172a' }, error: { color: '#991b1b' } }}
          />
          <Group mt="sm">
            <Button onClick={use}>{t('explorer.trustUse')}</Button>
            <Button variant="default" onClick={() => onChange(undefined)} disabled={!changed}>
              {t('explorer.trustReset')}
            </Button>
          </Group>
        </>
      )}
    </Paper>
  );
}
