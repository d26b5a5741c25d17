// A witness by c2sp.org/tlog-witness, written with Go's sumdb packages and nothing of ours.
//
// Usage: witness <log vkey>. Prints its own vkey and its port, then serves until it is killed.
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const name = "elsewhere.example/go"

var (
	turn sync.Mutex
	seen tlog.Tree
)

func main() {
	verifier, err := note.NewVerifier(os.Args[1])
	if err != nil {
		panic(err)
	}
	public, private, _ := ed25519.GenerateKey(rand.Reader)
	typed := append([]byte{4}, public...)
	id := sha256.Sum256(append([]byte(name+"\n"), typed...))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s+%x+%s\n", name, id[:4], base64.StdEncoding.EncodeToString(typed))
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	http.HandleFunc("/add-checkpoint", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		add(w, string(body), verifier, id[:4], private)
	})
	panic(http.Serve(listener, nil))
}

func add(w http.ResponseWriter, body string, log note.Verifier, id []byte, private ed25519.PrivateKey) {
	head, checkpoint, found := strings.Cut(body, "\n\n")
	lines := strings.Split(head, "\n")
	old, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "old "), 10, 64)
	if !found || err != nil {
		http.Error(w, "form", 400)
		return
	}
	var proof tlog.TreeProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			http.Error(w, "form", 400)
			return
		}
		proof = append(proof, hash)
	}
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(log))
	if err != nil {
		http.Error(w, "signature", 403)
		return
	}
	text := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(text[1], 10, 64)
	root, err2 := tlog.ParseHash(text[2])
	if text[0] != log.Name() || err != nil || err2 != nil || old > size {
		http.Error(w, "form", 400)
		return
	}
	turn.Lock()
	defer turn.Unlock()
	if old != seen.N || (size == seen.N && size > 0 && root != seen.Hash) {
		w.Header().Set("Content-Type", "text/x.tlog.size")
		w.WriteHeader(409)
		fmt.Fprintf(w, "%d\n", seen.N)
		return
	}
	if old > 0 && tlog.CheckTree(proof, size, root, old, seen.Hash) != nil || old == 0 && len(proof) > 0 {
		http.Error(w, "proof", 422)
		return
	}
	seen = tlog.Tree{N: size, Hash: root}
	now := time.Now().Unix()
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", now, opened.Text)
	signature := binary.BigEndian.AppendUint64(append([]byte{}, id...), uint64(now))
	signature = append(signature, ed25519.Sign(private, []byte(message))...)
	fmt.Fprintf(w, "\u2014 %s %s\n", name, base64.StdEncoding.EncodeToString(signature))
}
