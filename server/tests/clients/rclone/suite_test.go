// The suite that rclone runs against its own backends, for its backend of ImageKit, unmodified. The backend
// calls https://api.imagekit.io and https://upload.imagekit.io: rclone is given a proxy that answers for both.
package suite

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"testing"

	"github.com/rclone/rclone/backend/imagekit"
	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fstest/fstests"
)

// Whatever host a client asks to be connected to, it gets to this address.
func tunnel(address string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			http.Error(w, "CONNECT alone", http.StatusMethodNotAllowed)
			return
		}
		server, err := net.Dial("tcp", address)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		client, buffered, err := w.(http.Hijacker).Hijack()
		if err != nil {
			server.Close()
			return
		}
		io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n")
		go pass(server, buffered.Reader)
		go pass(client, bufio.NewReader(server))
	}
}

func pass(to net.Conn, from *bufio.Reader) {
	io.Copy(to, from)
	to.Close()
}

func TestImageKit(t *testing.T) {
	emulator, err := url.Parse(os.Getenv("EMULATOR_URL"))
	if err != nil || emulator.Host == "" {
		t.Fatal("EMULATOR_URL is missing")
	}
	// The Host is the emulator's, so that the URLs in its answers lead there without a proxy.
	service := httptest.NewUnstartedServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(emulator) },
	})
	service.TLS = &tls.Config{NextProtos: []string{"http/1.1"}}
	service.StartTLS()
	defer service.Close()
	proxy := httptest.NewServer(tunnel(service.Listener.Addr().String()))
	defer proxy.Close()

	config := fs.GetConfig(context.Background())
	config.HTTPProxy = proxy.URL
	config.InsecureSkipVerify = true
	config.LowLevelRetries = 1
	fstests.Run(t, &fstests.Opt{
		RemoteName:      "TestImageKit:",
		NilObject:       (*imagekit.Object)(nil),
		SkipFsCheckWrap: true,
		ExtraConfig: []fstests.ExtraConfigItem{
			{Name: "TestImageKit", Key: "type", Value: "imagekit"},
			{Name: "TestImageKit", Key: "endpoint", Value: emulator.String() + "/demo"},
			{Name: "TestImageKit", Key: "public_key", Value: "public_emulator"},
			{Name: "TestImageKit", Key: "private_key", Value: "private_emulator"},
		},
	})
}
