import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Problem } from './Page.tsx';

interface Props {
  opened: boolean;
  title: string;
  text: string;
  action: string;
  busy: boolean;
  error?: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** A plain warning before something that cannot be undone. */
export function Confirm({ opened, title, text, action, busy, error, onConfirm, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal.Root opened={opened} onClose={onClose} centered>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body component={Stack} p="lg">
          <Modal.Title fz="lg" fw={650} lh={1.3}>
            {title}
          </Modal.Title>
          <Text>{text}</Text>
          {error ? <Problem error={error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              {t('app.cancel')}
            </Button>
            <Button color="danger" loading={busy} onClick={onConfirm} data-testid="confirm">
              {action}
            </Button>
          </Group>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
