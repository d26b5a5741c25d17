package org.consentry.gateway.web.guard;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request whose body is watched while it is read. */
final class ReadBody extends HttpServletRequestWrapper {
    /** Told of every read; what it throws ends the reading. */
    interface Watch {
        void before();

        /**
         * Told what was read.
         *
         * @param count bytes, -1 at the end
         */
        void after(int count);
    }

    private final Watch watch;
    private @Nullable ServletInputStream body;

    ReadBody(HttpServletRequest request, Watch watch) {
        super(request);
        this.watch = watch;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (body == null) {
            body = new Input(super.getInputStream(), watch);
        }
        return body;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    private static final class Input extends ServletInputStream {
        private final ServletInputStream in;
        private final Watch watch;

        Input(ServletInputStream in, Watch watch) {
            this.in = in;
            this.watch = watch;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            watch.before();
            int count = in.read(bytes, offset, length);
            watch.after(count);
            return count;
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
