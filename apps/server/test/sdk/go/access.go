package main

import (
	"strings"
	"time"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

var accessFlows = []flow{
	{"anyone may read what an ACL opens", func(s *session) {
		url := s.objectURL("example.jpg")
		fetch("GET", url, nil).expectRefused("private", 403, "AccessDenied")
		must(s.bucket.SetObjectACL("example.jpg", oss.ACLPublicRead))
		access, err := s.bucket.GetObjectACL("example.jpg")
		must(err)
		expect("ACL", access.ACL, "public-read")
		expectBytes("opened", fetch("GET", url, nil).body, s.picture)
		fetch("GET", url+"?x-oss-process=image/resize,w_100", nil).expectJpeg("processed", 100, 67)
		must(s.bucket.SetObjectACL("example.jpg", oss.ACLDefault))
		fetch("GET", url, nil).expectRefused("closed again", 403, "AccessDenied")
		expectRefused("a missing object", s.bucket.SetObjectACL("missing.jpg", oss.ACLPrivate), 404, "NoSuchKey")
	}},

	{"wrong keys are told apart", func(s *session) {
		for _, row := range []struct{ id, secret, code string }{
			{"nobody", s.secret, "InvalidAccessKeyId"},
			{s.id, "wrong", "SignatureDoesNotMatch"},
		} {
			client, err := oss.New(s.endpoint, row.id, row.secret)
			must(err)
			bucket, err := client.Bucket(bucketName)
			must(err)
			_, err = bucket.GetObject("example.jpg")
			expectRefused(row.code, err, 403, row.code)
		}
		anonymous, err := oss.New(s.endpoint, s.id, s.secret, oss.SecurityToken("made-up"))
		must(err)
		_, err = anonymous.GetBucketACL(bucketName)
		if refusal, ok := err.(oss.ServiceError); !ok || refusal.StatusCode != 403 {
			panic(err)
		}
	}},

	{"a signed URL allows what it names until it expires", func(s *session) {
		url := s.signedURL("example.jpg", "image/resize,w_100", time.Now().Add(time.Minute))
		fetch("GET", url, nil).expectJpeg("signed", 100, 67)
		changed := strings.Replace(url, "w_100", "w_101", 1)
		fetch("GET", changed, nil).expectRefused("changed", 403, "SignatureDoesNotMatch")
		past := s.signedURL("example.jpg", "image/resize,w_100", time.Now().Add(-time.Minute))
		fetch("GET", past, nil).expectRefused("expired", 403, "AccessDenied")
	}},
}
