package dev.nudge.engine.record;

import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.listener.BatchMessageListener;

/** A listener that no record can block. An exception from it means an outage. */
public final class IsolatingListener implements BatchMessageListener<byte[], byte[]> {

    private final BatchMessageListener<byte[], byte[]> listener;
    private final RecordIsolation isolation;
    private final BiConsumer<ConsumerRecord<byte[], byte[]>, Throwable> setAside;

    /** @param setAside handles a record whose processing fails */
    public IsolatingListener(BatchMessageListener<byte[], byte[]> listener, RecordIsolation isolation,
            BiConsumer<ConsumerRecord<byte[], byte[]>, Throwable> setAside) {
        this.listener = listener;
        this.isolation = isolation;
        this.setAside = setAside;
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        isolation.process(records, new BatchProcessor<>() {
            @Override
            public void process(List<ConsumerRecord<byte[], byte[]>> part) {
                listener.onMessage(part);
            }

            @Override
            public void setAside(ConsumerRecord<byte[], byte[]> record, Throwable failure) {
                setAside.accept(record, failure);
            }
        });
    }
}
