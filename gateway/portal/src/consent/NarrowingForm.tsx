import { Checkbox, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { type Narrowed, shorterPeriods } from './narrowing.ts';
import type { SharingRequest } from './request.ts';
import { dayOf, kindWord, lastDayOf } from './wording.ts';

interface Props {
  request: SharingRequest;
  choice: Narrowed;
  onChange: (choice: Narrowed) => void;
  now: Date;
}

/** Less of what was asked: fewer kinds, a nearer end. More cannot be chosen. */
export function NarrowingForm({ request, choice, onChange, now }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [days, setDays] = useState('asked');
  const periods = shorterPeriods(request, now);

  function choosePeriod(value: string) {
    setDays(value);
    const chosen = periods.find((period) => String(period.days) === value);
    onChange({ ...choice, until: chosen?.until });
  }

  return (
    <Stack gap="lg" pt="sm">
      {request.kinds.length === 0 ? (
        <Text>{t('inbox.everythingNote')}</Text>
      ) : (
        <Checkbox.Group
          label={t('inbox.kinds')}
          value={choice.kinds}
          onChange={(kinds) => onChange({ ...choice, kinds })}
        >
          <Stack gap="xs" mt="xs">
            {request.kinds.map((kind) => (
              <Checkbox
                key={kind}
                value={kind}
                size="md"
                label={sentenceCase(kindWord(t, kind), locale)}
                data-testid={`kind-${request.id}-${kind}`}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <Radio.Group label={t('inbox.period')} value={days} onChange={choosePeriod}>
        <Stack gap="xs" mt="xs">
          <Radio
            value="asked"
            size="md"
            label={
              request.until
                ? t('inbox.asAsked', { until: lastDayOf(locale, request.until, now) })
                : t('inbox.asAskedOpen')
            }
          />
          {periods.map((period) => (
            <Radio
              key={period.days}
              value={String(period.days)}
              size="md"
              label={t('inbox.forDays', { count: period.days, until: dayOf(locale, period.until, now) })}
              data-testid={`period-${request.id}-${period.days}`}
            />
          ))}
        </Stack>
      </Radio.Group>
    </Stack>
  );
}

function sentenceCase(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
