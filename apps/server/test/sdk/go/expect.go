package main

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg"
	"io"
	"net/http"
	"os"
	"reflect"
	"regexp"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func expect(what string, got, want interface{}) {
	if !reflect.DeepEqual(got, want) {
		panic(fmt.Sprintf("%s: got %#v, want %#v", what, got, want))
	}
}

func expectBytes(what string, got, want []byte) {
	if !bytes.Equal(got, want) {
		panic(fmt.Sprintf("%s: %d bytes that differ from the %d expected", what, len(got), len(want)))
	}
}

// Expects that the SDK understood the server's refusal.
func expectRefused(what string, err error, status int, code string) {
	refusal, ok := err.(oss.ServiceError)
	if !ok {
		panic(fmt.Sprintf("%s: got %#v, want a ServiceError %s", what, err, code))
	}
	expect(what, []interface{}{refusal.StatusCode, refusal.Code}, []interface{}{status, code})
	if refusal.RequestID == "" || refusal.HostID == "" || refusal.Message == "" {
		panic(fmt.Sprintf("%s: an incomplete error: %s", what, refusal.RawMessage))
	}
}

// The width and height of a jpg.
func expectJpeg(what string, data []byte, width, height int) {
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	must(err)
	expect(what, []interface{}{format, config.Width, config.Height}, []interface{}{"jpeg", width, height})
}

func readAll(body io.ReadCloser, err error) []byte {
	must(err)
	defer body.Close()
	data, err := io.ReadAll(body)
	must(err)
	return data
}

func readFile(path string) []byte {
	data, err := os.ReadFile(path)
	must(err)
	return data
}

// What came back from a request without the SDK.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// Requests a URL as a browser does.
func fetch(method, url string, headers map[string]string) reply {
	request, err := http.NewRequest(method, url, nil)
	must(err)
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	must(err)
	return reply{response.StatusCode, response.Header, readAll(response.Body, nil)}
}

var codeElement = regexp.MustCompile(`^<\?xml version="1.0" encoding="UTF-8"\?>\s*<Error>\s*<Code>(\w+)</Code>`)

// Expects an error document.
func (r reply) expectRefused(what string, status int, code string) {
	found := codeElement.FindSubmatch(r.body)
	if found == nil {
		panic(fmt.Sprintf("%s: %d, no error document: %.200s", what, r.status, r.body))
	}
	expect(what, []interface{}{r.status, string(found[1])}, []interface{}{status, code})
}

// Expects a jpg of a size.
func (r reply) expectJpeg(what string, width, height int) {
	if r.status != 200 {
		panic(fmt.Sprintf("%s: %d %.300s", what, r.status, r.body))
	}
	expect(what+", type", r.header.Get("Content-Type"), "image/jpeg")
	expectJpeg(what, r.body, width, height)
}
