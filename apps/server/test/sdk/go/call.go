package main

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

// Sends by the SDK's own connection, which signs, what this version has no method for: processing, styles, the second
// kind of listing.
//
// query is the URL's, signed its part that the signature covers, decoded and sorted.
func (s *session) call(method, key, query, signed string, body io.Reader) (*oss.Response, error) {
	return s.client.Conn.Do(method, s.bucket.BucketName, key, query, signed, map[string]string{}, body, 0, nil)
}

// A processed picture, read as DoGetObject reads an object.
func (s *session) processed(key, process string) (*oss.Response, []byte) {
	response, err := s.call("GET", key, "x-oss-process="+url.QueryEscape(process), "x-oss-process="+process, nil)
	must(err)
	return response, readAll(response.Body, nil)
}

// Stores what a process makes of an object; the answer is JSON.
func (s *session) saveAs(key, process string) ([]byte, error) {
	body := strings.NewReader("x-oss-process=" + process)
	response, err := s.call("POST", key, "x-oss-process", "x-oss-process", body)
	if err != nil {
		return nil, err
	}
	return readAll(response.Body, nil), nil
}

// A URL for everyone, as SignURL of later versions makes it.
func (s *session) signedURL(key, process string, expires time.Time) string {
	resource := "/" + s.bucket.BucketName + "/" + key + "?x-oss-process=" + process
	mac := hmac.New(sha1.New, []byte(s.secret))
	fmt.Fprintf(mac, "GET\n\n\n%d\n%s", expires.Unix(), resource)
	query := url.Values{
		"Expires":        {fmt.Sprint(expires.Unix())},
		"OSSAccessKeyId": {s.id},
		"Signature":      {base64.StdEncoding.EncodeToString(mac.Sum(nil))},
		"x-oss-process":  {process},
	}
	return s.objectURL(key) + "?" + query.Encode()
}

// An object's URL without a signature.
func (s *session) objectURL(key string) string {
	return s.endpoint + "/" + s.bucket.BucketName + "/" + url.PathEscape(key)
}

// The name of an object or a bucket in a process.
func named(name string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(name))
}
