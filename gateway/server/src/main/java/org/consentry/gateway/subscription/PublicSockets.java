package org.consentry.gateway.subscription;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * Sockets that connect to public addresses only. The address is judged where the connection is made, so that neither a
 * name that changes its address after it was looked at nor an address written as a name leads anywhere else.
 */
final class PublicSockets extends SocketFactory {
    @Override
    public Socket createSocket() {
        return new PublicSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    private static Socket connected(InetSocketAddress place) throws IOException {
        Socket socket = new PublicSocket();
        socket.connect(place);
        return socket;
    }

    private static final class PublicSocket extends Socket {
        @Override
        public void connect(SocketAddress place) throws IOException {
            connect(place, 0);
        }

        @Override
        public void connect(SocketAddress place, int timeout) throws IOException {
            InetAddress address = place instanceof InetSocketAddress internet ? internet.getAddress() : null;
            if (address == null || !PublicAddresses.contain(address)) {
                throw new IOException("not a public address");
            }
            super.connect(place, timeout);
        }
    }
}
